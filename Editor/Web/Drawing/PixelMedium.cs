using BfnProcGen.Flows;
using BfnProcGen.Models;

namespace BfnProcGen.Editor.Web.Drawing;

/// <summary>Cells are colours of any kind, as far as the model's channels go: 0xRRGGBBAA.</summary>
internal sealed class PixelMedium(Model model, PixelFormat format) : ImageMedium(model)
{
    private const int MostOffered = 32;

    private static readonly Rgba Transparent = default, Black = new(0, 0, 0, byte.MaxValue);

    // 257 = 65535/255.
    private readonly int _scale = format.BitDepth == 8 ? 1 : 257;

    /// <summary>Whether its pixels may be seen through.</summary>
    public bool HasAlpha => format.Layout is PixelChannels.GreyAlpha or PixelChannels.Rgba;

    public override bool Bans => false;

    public override bool Mixes => true;

    protected override int Empty => ValueOf(HasAlpha ? Transparent : Black);

    /// <summary>The most frequent colours in the picture, and none, in an order that doesn't change while one paints.</summary>
    public override IReadOnlyList<int> Offered(Board board) =>
        [.. board.Cells.CountBy(cell => cell).OrderByDescending(count => count.Value).Take(MostOffered)
            .Select(count => count.Key).Append(Empty).Distinct().OrderBy(value => (uint)value)];

    public override Rgba ColourOf(int value) => new((byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value);

    /// <summary>The value that comes nearest to a colour: a model may know shades of grey alone, no opacity, or few levels.</summary>
    public int Mix(Rgba colour)
    {
        ushort[] samples = Samples(colour);
        if (Model.Flow is DiscretisedFlow bins)
        {
            for (int i = 0; i < samples.Length; i++)
                samples[i] = (ushort)Math.Round((double)bins.BinOf(format.ValueOf(samples[i])) / (bins.Bins - 1) * byte.MaxValue * _scale);
        }
        return ValueOf(new Image(1, 1, format.Layout, format.BitDepth, samples).ColourAt(0, 0));
    }

    protected override Image ImageOf(Board board) => new(board.Width, board.Height, format.Layout, format.BitDepth,
        [.. board.Cells.SelectMany(cell => Samples(ColourOf(cell)))]);

    protected override int[] CellsOf(Image image) =>
        [.. Enumerable.Range(0, image.Width * image.Height).Select(i => Mix(image.ColourAt(i % image.Width, i / image.Width)))];

    protected override SampleRequest Ask(Board board, SampleRequest request)
    {
        if (!board.Kept.Contains(true)) return request;
        int cells = board.Cells.Length;
        var known = new float[format.Channels * cells];
        Array.Fill(known, float.NaN);
        for (int cell = 0; cell < cells; cell++)
        {
            if (!board.Kept[cell]) continue;
            ushort[] samples = Samples(ColourOf(board.Cells[cell]));
            for (int channel = 0; channel < samples.Length; channel++) known[channel * cells + cell] = format.ValueOf(samples[channel]);
        }
        return request with { KnownValues = known };
    }

    private ushort[] Samples(Rgba colour)
    {
        // Brightness as television has it (BT.601).
        byte grey = (byte)Math.Round(0.299 * colour.Red + 0.587 * colour.Green + 0.114 * colour.Blue);
        byte[] channels = format.Layout switch
        {
            PixelChannels.Grey => [grey],
            PixelChannels.GreyAlpha => [grey, colour.Alpha],
            PixelChannels.Rgb => [colour.Red, colour.Green, colour.Blue],
            _ => [colour.Red, colour.Green, colour.Blue, colour.Alpha],
        };
        return Array.ConvertAll(channels, channel => (ushort)(channel * _scale));
    }

    private static int ValueOf(Rgba colour) => colour.Red << 24 | colour.Green << 16 | colour.Blue << 8 | colour.Alpha;
}
