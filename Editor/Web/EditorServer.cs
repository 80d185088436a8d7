using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;
using BfnProcGen.AssetFiles;
using BfnProcGen.Editor.Web.Access;
using BfnProcGen.Editor.Web.Drawing;
using BfnProcGen.Editor.Web.Exploring;
using BfnProcGen.Editor.Web.Gallery;
using BfnProcGen.Editor.Web.Runs;
using BfnProcGen.Editor.Web.Shell;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BfnProcGen.Editor.Web;

/// <summary>
/// The web editor: Blazor Server on the loopback address. Its pages run in this process, on the same code as the other commands; browsers
/// only show them.
/// </summary>
internal sealed class EditorServer(OpenedFolder folder, Door door, Terminal terminal)
{
    /// <summary>Whether the address is opened in the browser.</summary>
    public bool OpensBrowser { get; init; }

    /// <summary>Serves until the terminal is interrupted.</summary>
    /// <exception cref="OutputException">The port is taken.</exception>
    public void Run() => RunAsync().GetAwaiter().GetResult();

    private async Task RunAsync()
    {
        await using WebApplication app = Build();
        try
        {
            await app.StartAsync(terminal.Interrupt);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            throw new OutputException(
                $"The editor can't listen on {door.Address}:{door.Port}: {e.Message.TrimEnd('.')}. Choose another --port.", e);
        }
        door.Port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        if (!door.IsLocal)
        {
            terminal.Error.WriteLine($"Warning: the editor listens on {door.Address}. Whoever on the network has the address below can read "
                + $"and write in {folder.Root}; it is sent unencrypted.");
        }
        terminal.Output.WriteLine($"The editor of {folder.Root} is open at\n  {door.Link}\nCtrl+C ends it.");
        terminal.Output.Flush();
        if (OpensBrowser) OpenBrowser();
        try
        {
            await Task.Delay(Timeout.Infinite, terminal.Interrupt);
        }
        catch (OperationCanceledException)
        {
            await app.StopAsync(CancellationToken.None);
        }
    }

    private WebApplication Build()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(EditorServer).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(door.Address, door.Port);
        });
        builder.Logging.AddProvider(new TerminalLog(terminal)).SetMinimumLevel(LogLevel.Error);
        IServiceCollection services = builder.Services;
        services.AddSingleton<IHostLifetime, CommandLifetime>();
        services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(2));
        services.AddRoutingCore();
        services.AddRazorComponents().AddInteractiveServerComponents();
        // Keys live as long as the process; nothing is written into the user's home.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddSingleton(folder).AddSingleton(door).AddSingleton(terminal);
        services.AddSingleton<RefusalLog>().AddSingleton<AssetLibrary>().AddSingleton<RunQueue>();
        services.AddSingleton<ModelShelf>().AddSingleton<QualityDesk>().AddSingleton<DrawnFiles>().AddSingleton<StartLibrary>();
        // Each open page has one of its own.
        services.AddSingleton<Drawings>().AddScoped<ChosenModel>();

        WebApplication app = builder.Build();
        var refusals = app.Services.GetRequiredService<RefusalLog>();
        app.Use(next => new AccessGate(door, refusals, next).Invoke);
        // Whoever mistypes an address in a browser gets a page with a way back; everything else, such as a picture, the bare status.
        app.UseWhen(context => context.Request.Headers["Sec-Fetch-Dest"] == "document", pages => pages.UseStatusCodePagesWithReExecute("/not-found"));
        app.UseRouting();
        app.UseAntiforgery();
        Embedded(app, "/_framework/blazor.web.js", "blazor.web.js", "text/javascript");
        Embedded(app, "/site.js", "site.js", "text/javascript");
        Embedded(app, "/site.css", "site.css", "text/css");
        app.Services.GetRequiredService<AssetLibrary>().Map(app);
        // Before the first page asks: runs that were cut off are to be found at once.
        app.Services.GetRequiredService<RunQueue>();
        // What may frame a page, no one, the gate has said already.
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
        return app;
    }

    private static void Embedded(WebApplication app, string path, string name, string type)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Web/{name}")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        app.MapGet(path, (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "no-cache";
            return Results.Bytes(bytes, type + "; charset=utf-8");
        });
    }

    // A machine without a browser, or without a screen, has the address to copy.
    private void OpenBrowser()
    {
        try
        {
            using Process? _ = Process.Start(new ProcessStartInfo(door.Link.AbsoluteUri) { UseShellExecute = true });
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            terminal.Error.WriteLine("The browser could not be started; open the address by hand.");
        }
    }

    // The command decides when to end, not the host.
    private sealed class CommandLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
