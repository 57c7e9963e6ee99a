namespace JustHungry.BackEnd.Store;

/// <summary>Result codes of SQLite that mean a bug of ours rather than a failing disk.</summary>
internal static class SqliteCodes
{
    public const int Constraint = 19;
    public const int Mismatch = 20;
}
