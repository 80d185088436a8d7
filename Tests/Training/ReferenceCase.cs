using System.Text.Json;
using BfnProcGen.Networks;
using BfnProcGen.Training.Import;

namespace BfnProcGen.Tests.Training;

/// <summary>A weights file of the reference, what it was given and what it returned, in this program's conventions.</summary>
internal sealed record ReferenceCase(string Name, ImportedNetwork Imported, NetworkInput[] Inputs, float[][] Expected)
{
    private const bool Binary = true;

    /// <summary>Tiny networks, and the files of the folder <c>shared/golden</c> where it is there.</summary>
    public static IEnumerable<ReferenceCase> All()
    {
        yield return Tiny("tiny transformer", ReferenceFile.Transformer(), Text(2), !Binary,
            1.392497, 1.264822, -0.854657, 1.326475, 1.175225, -1.108007, 1.763822, 1.576099, -0.597174, 0.971728, 0.771845, 0.648746);
        yield return Tiny("tiny binary u-net", ReferenceFile.BinaryUNet(), Image(Binary, 4), Binary,
            -0.014415, -0.018724, -0.153564, -0.015471, 0.171603, 0.076745, -0.296072, 0.057215,
            -0.228172, -0.164538, -0.079339, -0.042174, -0.061337, -0.216144, -0.184277, -0.068633);
        yield return Tiny("tiny colour u-net", ReferenceFile.ColourUNet(), Image(!Binary, 2), !Binary,
            -0.059963, -0.169824, -0.069948, 0.182987, 0.086360, 0.351055, -0.310919, -0.062940, 0.012383, 0.202249, -0.124666, 0.516804,
            -0.061044, -0.110788, -0.027423, 0.206364, -0.147203, 0.595706, -0.111675, -0.266370, -0.123416, 0.169932, 0.152602, 0.605350);
        yield return Tiny("tiny variational u-net", ReferenceFile.VariationalUNet(), Image(!Binary, 2), !Binary,
            -0.494607, 0.048608, 0.372677, 0.000630, 0.084586, 0.249767, -0.459728, 0.319373, 0.070829, -0.000485, 0.064361, 0.355747,
            -0.192395, 0.087622, -0.219676, 0.315756, 0.428943, 0.257348, -0.028545, 0.212502, -0.328827, 0.849315, 0.364591, -0.056489);
        if (Golden.Find("unet_binary.json") is { } binary) yield return Stored(binary, Image(Binary), Binary);
        if (Golden.Find("unet_rgb.json") is { } colours) yield return Stored(colours, Image(!Binary), !Binary);
        if (Golden.Find("transformer.json") is { } text) yield return Stored(text, Text(), !Binary);
    }

    public override string ToString() => Name;

    private static Func<string, ImportedNetwork> Image(bool isBinary, int? heads = null) => path => UNetImport.Read(path, isBinary, heads);

    private static Func<string, ImportedNetwork> Text(int? heads = null) => path => TransformerImport.Read(path, heads);

    private static ReferenceCase Stored(string path, Func<string, ImportedNetwork> read, bool isBinary)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(path));
        JsonElement root = json.RootElement;
        ImportedNetwork imported = read(Path.ChangeExtension(path, ".safetensors"));
        return Of(Path.GetFileNameWithoutExtension(path), imported, root.Numbers("x"), root.Numbers("t"), root.Numbers("y"), isBinary);
    }

    private static ReferenceCase Tiny(
        string name, ReferenceFile file, Func<string, ImportedNetwork> read, bool isBinary, params double[] expected)
    {
        string path = Path.GetTempFileName();
        try
        {
            file.Save(path);
            ImportedNetwork imported = read(path);
            int channels = isBinary ? 1 : imported.Network.State.Channels, cells = imported.Network.Output.Area;
            return Of(name, imported, ReferenceFile.Numbers(cells * channels, 0.25), [0.3], expected, isBinary);
        }
        finally
        {
            File.Delete(path);
        }
    }

    // The reference puts the channels of a cell side by side, and the parameters of a variable. A text enters as probabilities; a binary
    // image as one channel, and comes back as the logits of class 1.
    private static ReferenceCase Of(string name, ImportedNetwork imported, double[] x, double[] times, double[] y, bool isBinary)
    {
        StateInput state = imported.Network.State;
        int cells = state.Height * state.Width, channels = isBinary ? 1 : state.Channels, outputs = y.Length / times.Length / cells;
        bool isText = state.Height == 1;
        int variables = isText ? 1 : channels, parameters = outputs / variables;
        return new ReferenceCase(name, imported, [.. times.Select(Given)], [.. times.Select((_, item) => Returned(item))]);

        NetworkInput Given(double time, int item)
        {
            var planes = new float[channels * cells];
            for (int i = 0; i < planes.Length; i++)
            {
                double value = x[(item * cells + i % cells) * channels + i / cells];
                planes[i] = (float)(isText ? 2 * value - 1 : value);
            }
            return new NetworkInput(isBinary ? [.. planes, .. planes.Select(value => -value)] : planes, null, time);
        }

        float[] Returned(int item)
        {
            var planes = new float[outputs * cells];
            for (int i = 0; i < planes.Length; i++)
            {
                int output = i / cells, from = output % variables * parameters + output / variables;
                planes[i] = (float)y[(item * cells + i % cells) * outputs + from];
            }
            return isBinary ? [.. new float[cells], .. planes] : planes;
        }
    }
}
