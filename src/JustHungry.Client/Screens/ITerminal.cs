namespace JustHungry.Client.Screens;

internal interface ITerminal : IDisposable
{
}
