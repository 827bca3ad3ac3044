// SPDX-License-Identifier: Apache-2.0

/** Erlang/OTP for the JVM: processes, nodes, supervision, and the distribution protocol. */
@SuppressWarnings("module") // the compiler does not know the shell yet: it is built on this
module io.tiebeam {
    requires transitive io.tiebeam.term;

    exports io.tiebeam;
    exports io.tiebeam.otp;
    exports io.tiebeam.dist to
            io.tiebeam.shell;
    exports io.tiebeam.epmd to
            io.tiebeam.shell;
    exports io.tiebeam.io to
            io.tiebeam.shell,
            io.tiebeam.junit,
            io.tiebeam.eval;
    exports io.tiebeam.process to
            io.tiebeam.junit,
            io.tiebeam.eval;
    exports io.tiebeam.gen to
            io.tiebeam.eval;
    exports io.tiebeam.rpc to
            io.tiebeam.eval;

    uses io.tiebeam.Evaluation;
    uses io.tiebeam.otp.Application;
    uses io.tiebeam.otp.Config;
    uses io.tiebeam.process.Directory;
    uses io.tiebeam.process.NetworkStarter;
    uses io.tiebeam.process.NodeService;

    provides io.tiebeam.process.Directory with
            io.tiebeam.global.GlobalDirectory,
            io.tiebeam.otp.PartitionDirectory,
            io.tiebeam.otp.RegistryDirectory;
    provides io.tiebeam.process.NetworkStarter with
            io.tiebeam.dist.Starter;
    provides io.tiebeam.process.NodeService with
            io.tiebeam.global.GlobalService,
            io.tiebeam.otp.OtpService,
            io.tiebeam.rpc.RpcService;
}
