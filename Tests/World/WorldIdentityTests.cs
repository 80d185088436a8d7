using System.Reflection;
using System.Text.RegularExpressions;
using BfnProcGen.Flows;
using BfnProcGen.World;

namespace BfnProcGen.Tests.World;

/// <summary>What a save holds of a world: it reads back as it was written, says what differs, and nonsense is refused.</summary>
public sealed class WorldIdentityTests
{
    private static readonly WorldIdentity Plain = new(
        42, new string('a', 64), 1, new Solver { NoiseExponent = 1, Grid = TimeGrid.WithPower(1.8) }, 8, null, 0, 4, 3);

    // Another value for every property.
    private static readonly WorldIdentity Other = new(
        ulong.MaxValue, string.Concat(Enumerable.Repeat("0123456789abcdef", 4)), 2,
        new Solver { NoiseExponent = double.PositiveInfinity, Order = 1 }, 100, "crypt \"ünïcode\"\n", 1.5, 0, 1);

    private static PropertyInfo[] Properties =>
        [.. typeof(WorldIdentity).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite)];

    private const string Noise = "\"{}[]:,0-9eE+.\\u\0x";

    [Test]
    public void ItReadsBackAsItWasWritten()
    {
        foreach (WorldIdentity identity in new[] { Plain, Other, Plain with { Solver = Solver.Ancestral } })
        {
            string text = identity.ToString();
            Assert.That(text.Split('\n'), Has.Length.EqualTo(1));
            WorldIdentity read = WorldIdentity.Parse(text);
            Assert.That(read, Is.EqualTo(identity));
            Assert.That(read.GetHashCode(), Is.EqualTo(identity.GetHashCode()));
            Assert.That(read.DifferencesFrom(identity), Is.Empty);
        }
    }

    [Test]
    public void EveryPropertyIsWrittenAndCompared()
    {
        Assert.That(Properties, Has.Length.EqualTo(9));
        foreach (PropertyInfo property in Properties)
        {
            WorldIdentity changed = Plain with { };
            property.SetValue(changed, property.GetValue(Other));
            Assert.That(changed, Is.Not.EqualTo(Plain), property.Name);
            Assert.That(changed.DifferencesFrom(Plain), Has.Count.EqualTo(1), property.Name);
            Assert.That(changed.ToString(), Is.Not.EqualTo(Plain.ToString()), property.Name);
        }
    }

    private static readonly string[] Malformed =
    [
        "", " ", "null", "42", "{}", "[]", "a save", "{\"seed\":" + new string('[', 100_000), Plain.ToString()[..^1], Plain + "x",
        .. Changed("\"seed\":\"42\"", "\"seed\":\"-1\"", "\"seed\":\"\"", "\"seed\":null", "\"seed\":\"18446744073709551616\""),
        .. Changed("\"steps\":8", "\"steps\":0", "\"steps\":8.5", "\"steps\":\"8\""),
        .. Changed("\"steps\":8", "\"steps\":8,\"steps\":9", "\"steps\":8,\"stairs\":9"),
        .. Changed("\"steps\":8,", ""),
        .. Changed(Plain.ModelHash, "", Plain.ModelHash.ToUpperInvariant(), Plain.ModelHash[1..], Plain.ModelHash[1..] + "g"),
        .. Changed($"\"{Plain.ModelHash}\"", "null"),
        .. Changed("\"generator_version\":1", "\"generator_version\":0"),
        .. Changed("\"guidance\":0", "\"guidance\":-1", "\"guidance\":\"NaN\"", "\"guidance\":\"Infinity\""),
        .. Changed("\"overlap_x\":4", "\"overlap_x\":-4"), .. Changed("\"overlap_y\":3", "\"overlap_y\":-3"),
        .. Changed("\"order\":2", "\"order\":3"), .. Changed("\"temperature\":1", "\"temperature\":0"),
        Regex.Replace(Plain.ToString(), "\"solver\":.*?}}", "\"solver\":null"),
        Regex.Replace(Plain.ToString(), "\"grid\":.*?}", "\"grid\":null"),
    ];

    [Test]
    public void NonsenseIsRefused()
    {
        foreach (string text in Malformed)
        {
            Assert.That(text, Is.Not.EqualTo(Plain.ToString()), "nothing was replaced");
            Assert.That(() => WorldIdentity.Parse(text), Throws.TypeOf<WorldException>(), text.Length > 1000 ? "deep" : text);
        }
    }

    // Texts of a save that was damaged: read as something well-formed or refused, never another exception.
    [Test]
    public void DamagedTextsAreReadOrRefused()
    {
        var random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 3000; i++)
        {
            char[] text = (i % 2 == 0 ? Plain : Other).ToString().ToCharArray();
            for (int k = 0; k <= random.Next(3); k++) text[random.Next(text.Length)] = Noise[random.Next(Noise.Length)];
            try
            {
                WorldIdentity.Parse(new string(text));
            }
            catch (WorldException)
            {
                refused++;
            }
        }
        Assert.That(refused, Is.GreaterThan(1000));
    }

    private static IEnumerable<string> Changed(string part, params string[] others) =>
        others.Select(other => Plain.ToString().Replace(part, other));
}
