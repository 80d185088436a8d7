using System.Net;
using BfnProcGen.Editor;

namespace BfnProcGen.Tests.Editor.Web;

/// <summary><c>bfn editor</c>, running in this process until it is disposed.</summary>
internal sealed class RunningEditor : IDisposable
{
    private readonly CancellationTokenSource _interrupt = new();
    private readonly StringWriter _output = new(), _error = new();
    private readonly Task<int> _run;

    public RunningEditor(string folder, params string[] args)
    {
        var terminal = new Terminal(TextWriter.Synchronized(_output), TextWriter.Synchronized(_error), _interrupt.Token);
        _run = Task.Factory.StartNew(() => Program.Run(["editor", folder, "--no-browser", .. args], terminal), TaskCreationOptions.LongRunning);
        if (!SpinWait.SpinUntil(() => _run.IsCompleted || _output.ToString().Contains("Ctrl+C"), TimeSpan.FromSeconds(60)) || _run.IsCompleted)
            throw new InvalidOperationException($"The editor did not start: {_error}");
        Link = new Uri(_output.ToString().Split('\n').Single(line => line.Contains("token=")).Trim());
    }

    /// <summary>The address that it prints, with the token.</summary>
    public Uri Link { get; }

    /// <summary>The same without it.</summary>
    public Uri Root => new(Link, "/");

    /// <summary>What it has said on the error stream.</summary>
    public string Errors => _error.ToString();

    /// <summary>A browser of sorts: cookies are kept, redirections are not followed.</summary>
    public HttpClient Client() => new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = Root };

    /// <summary>The same, let in by the token.</summary>
    public async Task<HttpClient> ClientInside()
    {
        HttpClient client = Client();
        using HttpResponseMessage response = await client.GetAsync(Link);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        return client;
    }

    public void Dispose()
    {
        _interrupt.Cancel();
        Assert.That(_run.Wait(TimeSpan.FromSeconds(30)), Is.True, "the editor ends when it is interrupted");
        Assert.That(_run.Result, Is.Zero, Errors);
        _interrupt.Dispose();
    }
}
