using BfnProcGen.Models;

namespace BfnProcGen.Editor.Sampling;

/// <summary>Whether this machine's Vulkan device draws what the model file says it should.</summary>
/// <param name="Passed">Whether it does; null where that can't be told.</param>
/// <param name="Agreement">Share of the cells that are as expected.</param>
/// <param name="Text">The same for people.</param>
internal sealed record SelfTestResult(bool? Passed, double? Agreement, string Text)
{
    /// <summary>Runs the self-test on this machine's device; a machine without one is a result like the others.</summary>
    public static SelfTestResult Of(Model model)
    {
        if (model.SelfTest is null) return Of(null, "");
        try
        {
            using GpuDevice device = GpuDevice.Open();
            using var generator = new Generator(device, model, new GeneratorOptions { Generations = 0 });
            return Of(generator, device);
        }
        catch (Exception e) when (e is GpuUnavailableException or GpuException or RequestException)
        {
            return new SelfTestResult(null, null, $"not run: {e.Message}");
        }
    }

    /// <summary>Runs it on a device that is open already.</summary>
    public static SelfTestResult Of(Generator generator, GpuDevice device) => Of(generator.RunSelfTest(), device.Name);

    private static SelfTestResult Of(double? agreement, string device) => agreement switch
    {
        null => new SelfTestResult(null, null, "the model holds none"),
        >= SelfTest.LeastAgreement => new SelfTestResult(true, agreement, $"passed on {device}"),
        _ => new SelfTestResult(false, agreement,
            $"FAILED on {device}: only {agreement:P0} of the tiles are as expected. "
            + "Its driver computes something else; update it, or draw with --backend torch."),
    };
}
