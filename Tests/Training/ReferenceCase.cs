using System.Text.Json;
using BfnProcGen.Networks;
using BfnProcGen.Training.Import;

namespace BfnProcGen.Tests.Training;

/// <summary>A weights file of the reference, what it was given and what it returned, in this program's conventions.</summary>
internal sealed record ReferenceCase(string Name, ImportedNetwork Imported, NetworkInput[] Inputs, float[][] Expected)
{
    /// <summary>Tiny networks, and the files of the folder <c>shared/golden</c> where it is there.</summary>
    public static IEnumerable<ReferenceCase> All()
    {
        yield return Tiny("tiny transformer", ReferenceFile.Transformer(), path => TransformerImport.Read(path, heads: 2), 4, 3, isBinary: false,
        [
            1.392497, 1.264822, -0.854657, 1.326475, 1.175225, -1.108007, 1.763822, 1.576099, -0.597174, 0.971728, 0.771845, 0.648746,
        ]);
        yield return Tiny("tiny binary u-net", ReferenceFile.BinaryUNet(), path => UNetImport.Read(path, isBinary: true, heads: 4), 16, 1, isBinary: true,
        [
            -0.014415, -0.018724, -0.153564, -0.015471, 0.171603, 0.076745, -0.296072, 0.057215,
            -0.228172, -0.164538, -0.079339, -0.042174, -0.061337, -0.216144, -0.184277, -0.068633,
        ]);
        yield return Tiny("tiny colour u-net", ReferenceFile.ColourUNet(), path => UNetImport.Read(path, isBinary: false, heads: 2), 4, 3, isBinary: false,
        [
            -0.059963, -0.169824, -0.069948, 0.182987, 0.086360, 0.351055, -0.310919, -0.062940, 0.012383, 0.202249, -0.124666, 0.516804,
            -0.061044, -0.110788, -0.027423, 0.206364, -0.147203, 0.595706, -0.111675, -0.266370, -0.123416, 0.169932, 0.152602, 0.605350,
        ]);
        yield return Tiny("tiny variational u-net", ReferenceFile.VariationalUNet(), path => UNetImport.Read(path, isBinary: false, heads: 2), 4, 3, isBinary: false,
        [
            -0.494607, 0.048608, 0.372677, 0.000630, 0.084586, 0.249767, -0.459728, 0.319373, 0.070829, -0.000485, 0.064361, 0.355747,
            -0.192395, 0.087622, -0.219676, 0.315756, 0.428943, 0.257348, -0.028545, 0.212502, -0.328827, 0.849315, 0.364591, -0.056489,
        ]);
        if (Tests.Golden.Find("unet_binary.json") is { } binary) yield return Images(binary, UNetImport.Read(Weights(binary), isBinary: true), isBinary: true);
        if (Tests.Golden.Find("unet_rgb.json") is { } rgb) yield return Images(rgb, UNetImport.Read(Weights(rgb), isBinary: false), isBinary: false);
        if (Tests.Golden.Find("transformer.json") is { } text) yield return Texts(text, TransformerImport.Read(Weights(text)));

        static string Weights(string json) => Path.ChangeExtension(json, ".safetensors");
    }

    public override string ToString() => Name;

    private static ReferenceCase Tiny(
        string name, ReferenceFile file, Func<string, ImportedNetwork> read, int cells, int channels, bool isBinary, double[] expected)
    {
        string path = Path.GetTempFileName();
        try
        {
            file.Save(path);
            ImportedNetwork imported = read(path);
            return new ReferenceCase(name, imported, Given(ReferenceFile.Numbers(cells * channels, 0.25), [0.3], cells, channels, imported.Network, isBinary),
                Returned(expected, 1, cells, imported.Network, isBinary));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static ReferenceCase Images(string path, ImportedNetwork imported, bool isBinary)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(path));
        int[] shape = [.. json.RootElement.Numbers("shape_in").Select(extent => (int)extent)];
        return Of(path, json.RootElement, imported, shape[0], shape[1] * shape[2], shape[3], isBinary);
    }

    private static ReferenceCase Texts(string path, ImportedNetwork imported)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(path));
        int[] shape = [.. json.RootElement.Numbers("shape_in").Select(extent => (int)extent)];
        return Of(path, json.RootElement, imported, shape[0], shape[1], shape[2], isBinary: false);
    }

    private static ReferenceCase Of(string path, JsonElement json, ImportedNetwork imported, int batch, int cells, int channels, bool isBinary) =>
        new(Path.GetFileNameWithoutExtension(path), imported,
            Given(json.Numbers("x"), json.Numbers("t"), cells, channels, imported.Network, isBinary),
            Returned(json.Numbers("y"), batch, cells, imported.Network, isBinary));

    // The reference puts the channels of a cell side by side, and gives a text as probabilities and a binary image as one channel.
    private static NetworkInput[] Given(double[] x, double[] times, int cells, int channels, Network network, bool isBinary) =>
    [
        .. times.Select((time, item) =>
        {
            float[] state = [.. Enumerable.Range(0, channels * cells).Select(i => (float)x[(item * cells + i % cells) * channels + i / cells])];
            if (network.State.Height == 1) state = [.. state.Select(probability => 2 * probability - 1)];
            return new NetworkInput(isBinary ? [.. state, .. state.Select(value => -value)] : state, null, time);
        }),
    ];

    // The reference's parameters of a variable lie side by side too; a binary image has one logit, for class 1.
    private static float[][] Returned(double[] y, int batch, int cells, Network network, bool isBinary)
    {
        int each = y.Length / batch, outputs = each / cells;
        int variables = network.State.Height == 1 ? 1 : isBinary ? 1 : network.State.Channels, parameters = outputs / variables;
        return [.. Enumerable.Range(0, batch).Select(item =>
        {
            float[] planes = [.. Enumerable.Range(0, each).Select(i =>
                (float)y[item * each + i % cells * outputs + i / cells % variables * parameters + i / cells / variables])];
            return isBinary ? [.. new float[cells], .. planes] : planes;
        })];
    }
}
