// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell.generate;

import io.tiebeam.shell.CommandFailure;
import io.tiebeam.shell.ExitCodes;
import io.tiebeam.shell.TiebeamVersion;
import io.tiebeam.shell.cli.Command;
import io.tiebeam.shell.cli.Given;
import io.tiebeam.shell.cli.Syntax;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** {@code tiebeam new}: makes a project. Its words and refusals are those of {@code mix new}. Main thread. */
public final class NewCommand implements Command {
    private static final String SUPERVISED = "--sup";
    private static final String APP = "--app";
    private static final String MODULE = "--module";
    private static final String PACKAGE = "--package";
    private static final String FORCE = "--force";

    @Override
    public Syntax syntax() {
        return Syntax.of("new", "PATH [--sup] [--app NAME] [--module NAME] [--package NAME] [--force]")
                .examples(
                        "  ./tiebeam new chat                a library with a class Chat",
                        "  ./tiebeam new chat --sup          an application with a supervision tree")
                .operands("PATH", "the folder to make; its name is that of the application", 1, 1)
                .flag(SUPERVISED, "with an application, its supervisor and its configuration")
                .option(APP, "NAME", "name of the application; default: that of the folder")
                .option(MODULE, "NAME", "name of the class; default: chat_room makes ChatRoom")
                .option(PACKAGE, "NAME", "name of the package; default: chat_room makes chatroom")
                .flag(FORCE, "overwrite what is there without asking");
    }

    @Override
    public int run(Given given, PrintWriter out, PrintWriter err) throws IOException {
        Path folder = Path.of(given.operand().orElseThrow()).toAbsolutePath().normalize();
        boolean supervised = given.has(SUPERVISED);
        Map<String, String> files = new ProjectFiles(names(folder, given), TiebeamVersion.text()).all(supervised);
        if (Files.exists(folder) && !given.has(FORCE) && !isEmpty(folder) && !agrees(folder, out)) {
            throw new CommandFailure(
                    "nothing was made: " + folder + " exists and is not empty",
                    "choose another folder, or overwrite what is in it: --force");
        }
        for (var file : files.entrySet()) {
            write(folder.resolve(file.getKey()), file.getValue());
            out.println("* creating " + file.getKey());
        }
        makeExecutable(folder.resolve("tiebeam"));
        Path near = Path.of("").toAbsolutePath().relativize(folder);
        out.println("");
        out.println(supervised ? "Your application was created. Next:" : "Your project was created. Next:");
        out.println("");
        if (!near.toString().isEmpty()) {
            out.println("    cd " + near);
        }
        out.println("    ./tiebeam test");
        out.println("    ./tiebeam shell --sname alex@localhost");
        out.println("");
        out.println("Run \"./tiebeam help\" for more.");
        return ExitCodes.OK;
    }

    private static ProjectNames names(Path folder, Given given) {
        try {
            String name =
                    folder.getFileName() == null ? "" : folder.getFileName().toString();
            return ProjectNames.of(name, given.value(APP), given.value(MODULE), given.value(PACKAGE));
        } catch (BadNameException e) {
            throw new CommandFailure(e.getMessage(), e.todo());
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new CommandFailure(folder + " is a file", "choose another folder");
        }
        try (var entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    private static boolean agrees(Path folder, PrintWriter out) throws IOException {
        out.print("The folder " + folder + " exists. Overwrite what is in it? [yN] ");
        out.flush();
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String answer = in.readLine();
        return answer != null && Set.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void makeExecutable(Path script) throws IOException {
        Set<PosixFilePermission> all = EnumSet.copyOf(Files.getPosixFilePermissions(script));
        all.add(PosixFilePermission.OWNER_EXECUTE);
        all.add(PosixFilePermission.GROUP_EXECUTE);
        all.add(PosixFilePermission.OTHERS_EXECUTE);
        Files.setPosixFilePermissions(script, all);
    }
}
