namespace BfnProcGen.Tests.World;

/// <summary>The device of the tests of this folder.</summary>
[SetUpFixture]
public sealed class WorldFixture : Gpu.DeviceFixture;
