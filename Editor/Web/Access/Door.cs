using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace BfnProcGen.Editor.Web.Access;

/// <summary>Where the editor listens, and the secret that lets a browser in.</summary>
/// <param name="address">The address to listen on.</param>
/// <param name="port">The port; 0 for a free one.</param>
internal sealed class Door(IPAddress address, int port)
{
    private readonly string _token = Secret(), _session = Secret();

    public IPAddress Address { get; } = address;

    /// <summary>The port; the actual one once the editor listens.</summary>
    public int Port { get; set; } = port;

    /// <summary>Whether no other machine can reach it.</summary>
    public bool IsLocal => IPAddress.IsLoopback(Address);

    /// <summary>The address to open in the browser, with the token that is taken for a cookie there.</summary>
    public Uri Link => new($"http://{LinkHost}:{Port}/?{AccessGate.TokenKey}={_token}");

    /// <summary>
    /// The cookie that a browser gets for the token. Cookies don't tell ports apart, so that several editors need several names.
    /// </summary>
    public string CookieName => $"bfn-editor-{Port}";

    /// <summary>What the cookie holds.</summary>
    public string Session => _session;

    public bool IsToken(string? given) => IsSame(given, _token);

    public bool IsSession(string? given) => IsSame(given, _session);

    /// <summary>
    /// Whether a request names this machine: a page elsewhere whose name is made to point here (DNS rebinding) does not.
    /// </summary>
    public bool IsOwnHost(string host, int? requestPort) =>
        (requestPort ?? 80) == Port && (host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? named)
                && (IPAddress.IsLoopback(named) || (!IsLocal && (named.Equals(Address) || IsAny(Address)))))
            || (!IsLocal && host.Equals(Environment.MachineName, StringComparison.OrdinalIgnoreCase)));

    private string LinkHost => IsAny(Address) ? Environment.MachineName
        : Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{Address}]" : Address.ToString();

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static bool IsSame(string? given, string secret) =>
        given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(secret));

    private static string Secret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
}
