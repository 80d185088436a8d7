using TorchSharp;

namespace BfnProcGen.Training;

/// <summary>Chooses where Torch computes.</summary>
public static class TorchDevice
{
    /// <summary>Reads <c>auto</c> (CUDA where there is a device, else the CPU), <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</summary>
    /// <exception cref="TrainingException">The text is none of these, or the device or Torch itself is not there.</exception>
    public static torch.Device Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        TorchLibrary.Load();
        string[] parts = name.Trim().ToLowerInvariant().Split(':');
        switch (parts)
        {
            case ["auto"]:
                return CudaDevices() > 0 ? torch.device(DeviceType.CUDA, 0) : torch.CPU;
            case ["cpu"]:
                return torch.CPU;
            case ["cuda"]:
                return Cuda(0);
            case ["cuda", var index] when int.TryParse(index, out int i) && i >= 0:
                return Cuda(i);
            default:
                throw new TrainingException($"'{name}' is not a device; use auto, cpu, cuda or cuda:N.");
        }
    }

    private static torch.Device Cuda(int index)
    {
        int devices = CudaDevices();
        if (index < devices) return torch.device(DeviceType.CUDA, index);
        string there = devices == 0 ? "this build of Torch finds no CUDA device" : $"there are {devices} CUDA devices, counted from 0";
        throw new TrainingException(
            $"The device cuda:{index} can't be used: {there}. Use --device cpu, or build with -p:TorchCuda=true on a machine with an NVIDIA GPU.");
    }

    private static int CudaDevices() => torch.cuda.is_available() ? torch.cuda.device_count() : 0;
}
