using System.Net;
using System.Net.WebSockets;
using BfnProcGen.Tests.AssetFiles;

namespace BfnProcGen.Tests.Editor.Web;

[TestFixture]
public sealed class AccessTests
{
    private TemporaryFolder _folder = null!;
    private RunningEditor _editor = null!;

    [OneTimeSetUp]
    public void Start()
    {
        _folder = new TemporaryFolder();
        _folder.Add("secret.txt", "##\n#.\n");
        _editor = new RunningEditor(_folder.Path);
    }

    [OneTimeTearDown]
    public void Stop()
    {
        _editor.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task WhoHasTheTokenIsLetInAndKeepsACookieThatScriptsDoNotSee()
    {
        using HttpClient client = _editor.Client();
        using HttpResponseMessage entrance = await client.GetAsync(_editor.Link);
        using HttpResponseMessage page = await client.GetAsync("/");
        string cookie = entrance.Headers.GetValues("Set-Cookie").Single();
        Assert.Multiple(() =>
        {
            Assert.That(entrance.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
            Assert.That(entrance.Headers.Location!.OriginalString, Is.EqualTo("/"), "the token is gone from the address");
            Assert.That(cookie, Does.Contain("httponly").And.Contain("samesite=lax"));
            Assert.That(cookie, Does.Not.Contain(_editor.Link.Query["?token=".Length..]), "nor is it in the cookie");
            Assert.That(page.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(page.Headers.GetValues("Content-Security-Policy").Single(), Does.Contain("default-src 'none'").And.Contain("frame-ancestors 'none'"));
        });
    }

    [TestCase("/")]
    [TestCase("/?token=0123")]
    [TestCase("/?token=")]
    [TestCase("/site.js")]
    [TestCase("/asset/1/0")]
    [TestCase("/_framework/blazor.web.js")]
    [TestCase("/_blazor")]
    public async Task WithoutTheTokenNothingIsServed(string path)
    {
        using HttpClient client = _editor.Client();
        using HttpResponseMessage response = await client.GetAsync(path);
        string body = await response.Content.ReadAsStringAsync();
        Assert.Multiple(() =>
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
            Assert.That(body, Does.StartWith("Refused.").And.Not.Contain(_folder.Path).And.Not.Contain("secret"));
            Assert.That(_editor.Errors, Does.Contain($"Refused: GET {path.Split('?')[0]} from 127.0.0.1"));
        });
    }

    [TestCase("Origin", "http://evil.example", "it comes from 'http://evil.example'")]
    [TestCase("Origin", "null", "it comes from 'null'")]
    [TestCase("Origin", "http://127.0.0.1:1", "it comes from 'http://127.0.0.1:1'")]
    [TestCase("Sec-Fetch-Site", "cross-site", "it comes from another site")]
    [TestCase("Sec-Fetch-Site", "same-site", "it comes from another site")]
    [TestCase("Host", "evil.example", "it asks for the host 'evil.example'")]
    [TestCase("Host", "127.0.0.1:1", "it asks for the host '127.0.0.1:1'")]
    public async Task ARequestFromElsewhereIsRefusedEvenWithTheCookie(string header, string value, string reason)
    {
        using HttpClient client = await _editor.ClientInside();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/site.js");
        request.Headers.TryAddWithoutValidation(header, value);
        using HttpResponseMessage response = await client.SendAsync(request);
        Assert.Multiple(() =>
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
            Assert.That(_editor.Errors, Does.Contain(reason));
        });
    }

    [Test]
    public async Task ItsOwnPagesAreServed()
    {
        using HttpClient client = await _editor.ClientInside();
        foreach ((string header, string value) in new[] { ("Origin", _editor.Root.GetLeftPart(UriPartial.Authority)), ("Sec-Fetch-Site", "same-origin"), ("Host", $"localhost:{_editor.Root.Port}") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/site.js");
            request.Headers.TryAddWithoutValidation(header, value);
            using HttpResponseMessage response = await client.SendAsync(request);
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), header);
        }
    }

    [Test]
    public async Task NoConnectionWithoutTheCookieOrFromElsewhere()
    {
        var address = new UriBuilder(_editor.Root) { Scheme = "ws", Path = "/_blazor" }.Uri;
        using HttpClient client = await _editor.ClientInside();
        using HttpResponseMessage entrance = await client.GetAsync(_editor.Link);
        string cookie = entrance.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        using (var stranger = new ClientWebSocket())
            Assert.That(() => stranger.ConnectAsync(address, CancellationToken.None), Throws.TypeOf<WebSocketException>());
        using (var elsewhere = new ClientWebSocket())
        {
            elsewhere.Options.SetRequestHeader("Cookie", cookie);
            elsewhere.Options.SetRequestHeader("Origin", "http://evil.example");
            Assert.That(() => elsewhere.ConnectAsync(address, CancellationToken.None), Throws.TypeOf<WebSocketException>());
        }
        using var own = new ClientWebSocket();
        own.Options.SetRequestHeader("Cookie", cookie);
        own.Options.SetRequestHeader("Origin", _editor.Root.GetLeftPart(UriPartial.Authority));
        Assert.That(() => own.ConnectAsync(address, CancellationToken.None), Throws.Nothing);
    }

    [TestCase("/../secret.txt")]
    [TestCase("/secret.txt")]
    [TestCase("/%2e%2e/%2e%2e/etc/passwd")]
    [TestCase("/asset/1/..%2f..%2fsecret.txt")]
    [TestCase("/asset/1/-1")]
    [TestCase("/asset/7/0")]
    public async Task NoPathLeadsToAFile(string path)
    {
        using HttpClient client = await _editor.ClientInside();
        using HttpResponseMessage response = await client.GetAsync(new Uri(_editor.Root.GetLeftPart(UriPartial.Authority) + path,
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        string body = await response.Content.ReadAsStringAsync();
        Assert.Multiple(() =>
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
            Assert.That(body, Does.Not.Contain("root:").And.Not.Contain("##"));
        });
    }

    [TestCase("0.0.0.0")]
    [TestCase("::")]
    [TestCase("192.0.2.1")]
    public void ListeningForOthersTakesAFlagOfItsOwn(string address)
    {
        CommandRun run = CommandRun.Of("editor", _folder.Path, "--no-browser", "--listen", address);
        Assert.Multiple(() =>
        {
            Assert.That(run.Code, Is.EqualTo((int)ExitCode.Usage));
            Assert.That(run.Error, Does.Contain("--let-others-in"));
        });
    }

    [Test]
    public async Task ListeningForOthersWarnsAndStillAsksForTheToken()
    {
        using var open = new RunningEditor(_folder.Path, "--listen", "0.0.0.0", "--let-others-in");
        var address = new Uri($"http://127.0.0.1:{open.Root.Port}/");
        using HttpClient client = open.Client();
        using HttpResponseMessage stranger = await client.GetAsync(address);
        using HttpResponseMessage guest = await client.GetAsync(new Uri(address, open.Link.Query));
        using var renamed = new HttpRequestMessage(HttpMethod.Get, address);
        renamed.Headers.Host = $"evil.example:{open.Root.Port}";
        using HttpResponseMessage elsewhere = await client.SendAsync(renamed);
        Assert.Multiple(() =>
        {
            Assert.That(open.Errors, Does.Contain("Warning: the editor listens on 0.0.0.0"));
            Assert.That(stranger.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
            Assert.That(guest.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
            Assert.That(elsewhere.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden), "a name that is made to point here");
        });
    }

    [Test]
    public void APortThatIsTakenIsSaid()
    {
        CommandRun run = CommandRun.Of("editor", _folder.Path, "--no-browser", "--port", $"{_editor.Root.Port}");
        Assert.Multiple(() =>
        {
            Assert.That(run.Code, Is.EqualTo((int)ExitCode.Output));
            Assert.That(run.Error, Does.Contain($"can't listen on 127.0.0.1:{_editor.Root.Port}").And.Contain("--port"));
        });
    }

    [Test]
    public void AFolderThatIsNoneIsSaid()
    {
        CommandRun run = CommandRun.Of("editor", Path.Combine(_folder.Path, "nowhere"), "--no-browser");
        Assert.That((run.Code, run.Error), Is.EqualTo(((int)ExitCode.Assets, $"There is no folder '{Path.Combine(_folder.Path, "nowhere")}'. Name the folder that holds the assets.\n")));
    }
}
