namespace BfnProcGen.Editor.Web.Exploring;

/// <summary>The model that was chosen last on a page: its other views show it too, until another one is chosen.</summary>
internal sealed class ChosenModel
{
    private string? _path;

    /// <summary>The model to show.</summary>
    /// <param name="models">Those there are, at least one where none is asked for.</param>
    /// <param name="asked">The one that is asked for by the address, or null.</param>
    public string Among(IReadOnlyList<string> models, string? asked) =>
        _path = asked ?? (_path is not null && models.Contains(_path) ? _path : models[0]);
}
