#pragma warning disable CA1822, CA1852, IDE0130
using Dapper;
using Npgsql;

namespace DeductionGateway.Tests.Architecture.Planted.Service.Members
{
    /// <summary>A store that calls Dapper and the driver itself.</summary>
    internal sealed class MemberStore
    {
        public long Count(string connection) => new NpgsqlConnection(connection).QuerySingle<long>("select count(*) from member;");
    }
}

namespace DeductionGateway.Tests.Architecture.Planted.Service.Letters
{
    /// <summary>Reaches into the neighbour's store, and up to a command.</summary>
    internal sealed class Letter
    {
        public object Write() => new Members.MemberStore();
        public int Order() => Commands.SendCommand.Run();
    }
}

namespace DeductionGateway.Tests.Architecture.Planted.Service.Commands
{
    internal static class SendCommand
    {
        public static int Run() => 0;
    }
}
