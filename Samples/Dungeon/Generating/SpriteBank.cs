using BfnProcGen.Dungeon.Rooms;

namespace BfnProcGen.Dungeon.Generating;

/// <summary>Which species have their sprite in which place. When all places are taken, the oldest is given away.</summary>
/// <param name="places">How many places there are: far more than are seen at once.</param>
internal sealed class SpriteBank(int places)
{
    private readonly Dictionary<Species, int> _placeOf = [];
    private readonly Species?[] _species = new Species?[places];
    private int _next;

    /// <summary>The place of a species; null until it is drawn.</summary>
    public int? Find(Species species) => _placeOf.TryGetValue(species, out int place) ? place : null;

    /// <summary>The place that the species which is drawn now will have; one is drawn at a time.</summary>
    public int Reserve(Species species)
    {
        if (_species[_next] is { } old) _placeOf.Remove(old);
        _species[_next] = species;
        return _next;
    }

    /// <summary>The species that has the reserved place is drawn.</summary>
    public void Add(Species species)
    {
        _placeOf[species] = _next;
        _next = (_next + 1) % places;
    }
}
