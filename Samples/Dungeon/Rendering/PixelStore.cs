using System.Reflection;
using System.Runtime.InteropServices;
using StbImageSharp;
using Silk.NET.Vulkan;

namespace BfnProcGen.Dungeon.Rendering;

/// <summary>
/// All pictures of the game in one buffer on the device, four bytes a pixel: tiles, pieces, letters, and behind them free places, into
/// which generators write monsters without the program seeing them.
/// </summary>
internal sealed unsafe class PixelStore : IDisposable
{
    /// <summary>Edge of a piece in pixels.</summary>
    public const int PieceSize = 16;

    private const string Letters =
        " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~åéøÅÉØ…→█·";
    private const int LetterWidth = 6, LetterHeight = 8;

    private readonly PixelRegion[] _pieces;
    private readonly PixelRegion[] _letters;
    private readonly PixelRegion _unknownLetter;

    /// <param name="device">Where to.</param>
    /// <param name="commands">What uploads.</param>
    /// <param name="places">How many places are free for monsters.</param>
    /// <param name="placeWidth">Columns of each.</param>
    /// <param name="placeHeight">Rows of each.</param>
    public PixelStore(GameDevice device, CommandQueue commands, int places, int placeWidth, int placeHeight)
    {
        var pixels = new List<uint>();
        PixelRegion tiles = Read("tiles", pixels), pieces = Read("pieces", pixels), letters = Read("font", pixels);
        _pieces = [.. Cells(tiles, PieceSize, PieceSize), .. Cells(pieces, PieceSize, PieceSize)];
        _letters = [.. Cells(letters, LetterWidth, LetterHeight)];
        _unknownLetter = _letters[Letters.IndexOf('?')];
        (Places, FirstPlace, PlaceWidth, PlaceHeight) = (places, pixels.Count, placeWidth, placeHeight);
        CollectionsMarshal.SetCount(pixels, FirstPlace + places * placeWidth * placeHeight);
        uint[] all = [.. pixels];
        Pixels = new GameBuffer(device, (ulong)all.Length * sizeof(uint),
            BufferUsageFlags.StorageBufferBit | BufferUsageFlags.TransferDstBit, isMapped: false);
        using var upload = new GameBuffer(device, Pixels.Bytes, BufferUsageFlags.TransferSrcBit, isMapped: true);
        all.CopyTo(upload.Span<uint>());
        commands.Run(recorded =>
        {
            var copy = new BufferCopy { Size = Pixels.Bytes };
            device.Api.CmdCopyBuffer(recorded, upload.Handle, Pixels.Handle, 1, in copy);
        });
    }

    public GameBuffer Pixels { get; }

    public int Places { get; }

    public int PlaceWidth { get; }

    public int PlaceHeight { get; }

    private int FirstPlace { get; }

    public PixelRegion this[Piece piece] => _pieces[(int)piece];

    public PixelRegion this[char letter] => Letters.IndexOf(letter) is >= 0 and var index ? _letters[index] : _unknownLetter;

    /// <summary>A place for a monster.</summary>
    public PixelRegion Place(int index) =>
        new(FirstPlace + index * PlaceWidth * PlaceHeight, PlaceWidth, PlaceWidth, PlaceHeight);

    /// <summary>The same for a generator.</summary>
    public ResultTarget TargetOf(int index) =>
        ResultTarget.InBuffer(Pixels.Handle, ResultForm.Rgba8, (ulong)Place(index).First * sizeof(uint));

    public void Dispose() => Pixels.Dispose();

    private static PixelRegion Read(string name, List<uint> pixels)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Art/{name}.png")!;
        ImageResult image = ImageResult.FromStream(stream, ColorComponents.RedGreenBlueAlpha);
        var region = new PixelRegion(pixels.Count, image.Width, image.Width, image.Height);
        pixels.AddRange(MemoryMarshal.Cast<byte, uint>(image.Data));
        return region;
    }

    private static IEnumerable<PixelRegion> Cells(PixelRegion sheet, int width, int height)
    {
        for (int y = 0; y + height <= sheet.Height; y += height)
        for (int x = 0; x + width <= sheet.Width; x += width)
            yield return new PixelRegion(sheet.First + y * sheet.Stride + x, sheet.Stride, width, height);
    }
}
