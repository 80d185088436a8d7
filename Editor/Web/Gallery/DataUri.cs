namespace BfnProcGen.Editor.Web.Gallery;

/// <summary>Small pictures inside a page, which need no address of their own.</summary>
internal static class DataUri
{
    public static string OfPng(byte[] png) => "data:image/png;base64," + Convert.ToBase64String(png);
}
