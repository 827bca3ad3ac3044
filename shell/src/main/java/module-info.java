// SPDX-License-Identifier: Apache-2.0

/** The command line: a shell that is a node, {@code run}, {@code epmd}. It exports nothing. */
module io.tiebeam.shell {
    requires io.tiebeam;
    requires com.fasterxml.jackson.jr.ob;
    requires io.tiebeam.eval;
    requires java.compiler;
    requires java.logging;
    requires jdk.compiler;
    requires jdk.jshell;
    requires org.jline.reader;
    requires org.jline.terminal;

    opens io.tiebeam.shell to
            io.tiebeam.term,
            io.tiebeam;
}
