using BfnProcGen.Models;

namespace BfnProcGen.AssetFiles;

/// <summary>A colour with its opacity as a point whose distances look about equal, and how many pixels have it.</summary>
internal readonly struct PalettePoint
{
    // As much as between black and white.
    private const double OpacityScale = 1;

    // More than any distance within a kind: opaque colours stay opaque, and holes stay holes.
    private const double OtherKind = 100;

    public PalettePoint(Rgba colour, double weight)
    {
        (L, A, B) = new Colour(colour.Red, colour.Green, colour.Blue).Oklab();
        (Colour, Weight, Opacity) = (colour, weight, colour.Alpha / 255.0 * OpacityScale);
    }

    public Rgba Colour { get; }
    public double L { get; }
    public double A { get; }
    public double B { get; }
    public double Opacity { get; }
    public double Weight { get; }

    /// <summary>The coordinate along an axis.</summary>
    public double this[int axis] => axis switch { 0 => L, 1 => A, 2 => B, _ => Opacity };

    /// <summary>The square of the distance to a place.</summary>
    public double DistanceTo(ReadOnlySpan<double> place)
    {
        double l = L - place[0], a = A - place[1], b = B - place[2], o = Opacity - place[3];
        return l * l + a * a + b * b + o * o;
    }

    /// <summary>
    /// The same to another colour, far more where one is opaque and the other translucent, and again where one is transparent.
    /// </summary>
    public double MismatchWith(PalettePoint other)
    {
        int kind = KindOf(Colour), otherKind = KindOf(other.Colour);
        double between = kind == otherKind ? 0 : kind == 0 || otherKind == 0 ? 2 * OtherKind : OtherKind;
        return between + DistanceTo([other.L, other.A, other.B, other.Opacity]);
    }

    /// <summary>0 for transparent, 1 for translucent, 2 for opaque.</summary>
    public static int KindOf(Rgba colour) => colour.Alpha switch { 0 => 0, 255 => 2, _ => 1 };
}
