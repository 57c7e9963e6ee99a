namespace JustHungry.Client.Screens;

internal static class SystemTerminal
{
    public static ITerminal? Open() => null;
}
