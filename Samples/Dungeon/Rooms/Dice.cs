namespace BfnProcGen.Dungeon.Rooms;

/// <summary>
/// Numbers that look random and follow from a seed and a place alone: the same whenever, and in whatever order, they are asked for.
/// </summary>
internal static class Dice
{
    /// <summary>Any number, for a seed and some numbers that say what it is for.</summary>
    public static ulong Roll(ulong seed, params ReadOnlySpan<int> what)
    {
        ulong mixed = Mix(seed);
        foreach (int number in what) mixed = Mix(mixed ^ (uint)number);
        return mixed;
    }

    /// <summary>A number from 0 to below a bound.</summary>
    public static int Below(int bound, ulong seed, params ReadOnlySpan<int> what) => (int)(Roll(seed, what) % (ulong)bound);

    // SplitMix64 (Steele, Lea, Flood 2014).
    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}
