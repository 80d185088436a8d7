using System.CommandLine;
using System.Globalization;

namespace BfnProcGen.Editor.Benchmarks;

/// <summary>An option that is a short time: <c>2ms</c>, <c>500us</c>, or a number of milliseconds.</summary>
internal static class DurationArgument
{
    private const double MostMilliseconds = 1000;

    public static Option<TimeSpan> Create(string name, string description, TimeSpan byDefault) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        DefaultValueFactory = _ => byDefault,
        CustomParser = result =>
        {
            string given = result.Tokens[0].Value;
            (string number, double unit) = given switch
            {
                [.., 'u', 's'] => (given[..^2], 0.001),
                [.., 'm', 's'] => (given[..^2], 1.0),
                _ => (given, 1.0),
            };
            if (double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
                && value * unit <= MostMilliseconds)
                return TimeSpan.FromMilliseconds(value * unit);
            result.AddError($"{name} must be a time such as 2ms or 500us, at most {MostMilliseconds:0} ms, not '{given}'.");
            return default;
        },
    };
}
