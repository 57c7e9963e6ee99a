namespace JustHungry.Client.Screens;

internal static class App
{
    public static Task<int> Run(ClientContext c, IReadOnlyList<Uri> s, ITerminal t, CancellationToken cancel) => Task.FromResult(0);
}
