namespace BfnProcGen.Maps;

/// <summary>Tile maps that take several runs, from a <see cref="Generator"/>.</summary>
public static class GeneratorMaps
{
    /// <summary>Draws a map that goes on at its other edge, or meets checks, or says which it doesn't meet.</summary>
    /// <inheritdoc cref="SampleMaps"/>
    public static MapResult SampleMap(this Generator generator, MapRequest request) => generator.SampleMaps([request])[0];

    /// <summary>Draws several, side by side; each comes out as it would alone.</summary>
    /// <param name="generator">A generator of a model of tile maps.</param>
    /// <param name="requests">What is wanted.</param>
    /// <exception cref="RequestException">A request makes no sense; says why.</exception>
    /// <exception cref="GpuException">The device failed.</exception>
    public static IReadOnlyList<MapResult> SampleMaps(this Generator generator, IReadOnlyList<MapRequest> requests)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(requests);
        MapDrawing[] drawings = [.. requests.Select(request => new MapDrawing(generator.Model, request))];
        return MapDrawing.Finish(drawings, runs => [.. generator.SampleBatch(runs).Select(sample => sample.Levels.ToArray())]);
    }

    /// <summary>The same in the background, run after run (<see cref="Generator.SampleAsync"/>).</summary>
    /// <param name="generator">A generator of a model of tile maps.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="cancellation">Stops it soon.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <inheritdoc cref="SampleMaps"/>
    public static async Task<MapResult> SampleMapAsync(
        this Generator generator, MapRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(generator);
        var drawing = new MapDrawing(generator.Model, request);
        while (drawing.Next is { } run) drawing.Take(await generator.SampleAsync(run, cancellation: cancellation));
        return drawing.Result;
    }
}
