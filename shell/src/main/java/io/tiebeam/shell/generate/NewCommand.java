// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell.generate;

import io.tiebeam.shell.CommandFailure;
import io.tiebeam.shell.ExitCodes;
import io.tiebeam.shell.TiebeamVersion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tiebeam new}: makes a project. Its words and refusals are those of {@code mix new}. Main thread. */
@Command(
        name = "new",
        header = {
            "  ./tiebeam new chat                                a library with a class Chat",
            "  ./tiebeam new chat --sup                          an application with a supervision tree",
            ""
        },
        customSynopsis = "tiebeam new PATH [--sup] [--app NAME] [--module NAME] [--package NAME] [--force]",
        sortOptions = false)
public final class NewCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "PATH",
            description = "the folder to make; its name is that of the application")
    private Path path;

    @Option(names = "--sup", description = "with an application, its supervisor and its configuration")
    private boolean supervised;

    @Option(names = "--app", paramLabel = "NAME", description = "name of the application; default: that of the folder")
    private Optional<String> app = Optional.empty();

    @Option(
            names = "--module",
            paramLabel = "NAME",
            description = "name of the class; default: chat_room makes ChatRoom")
    private Optional<String> type = Optional.empty();

    @Option(
            names = "--package",
            paramLabel = "NAME",
            description = "name of the package; default: chat_room makes chatroom")
    private Optional<String> pack = Optional.empty();

    @Option(names = "--force", description = "overwrite what is there without asking")
    private boolean force;

    @Spec
    private CommandSpec spec;

    /** Filled by picocli. */
    public NewCommand() {}

    @Override
    public Integer call() throws IOException {
        Path folder = path.toAbsolutePath().normalize();
        Map<String, String> files = new ProjectFiles(names(folder), TiebeamVersion.text()).all(supervised);
        if (Files.exists(folder) && !force && !isEmpty(folder) && !agrees(folder)) {
            throw new CommandFailure(
                    "nothing was made: " + folder + " exists and is not empty",
                    "choose another folder, or overwrite what is in it: --force");
        }
        for (var file : files.entrySet()) {
            write(folder.resolve(file.getKey()), file.getValue());
            print("* creating " + file.getKey());
        }
        makeExecutable(folder.resolve("tiebeam"));
        Path near = Path.of("").toAbsolutePath().relativize(folder);
        print("");
        print(supervised ? "Your application was created. Next:" : "Your project was created. Next:");
        print("");
        if (!near.toString().isEmpty()) {
            print("    cd " + near);
        }
        print("    ./tiebeam test");
        print("    ./tiebeam shell --sname alex@localhost");
        print("");
        print("Run \"./tiebeam help\" for more.");
        return ExitCodes.OK;
    }

    private ProjectNames names(Path folder) {
        try {
            String name =
                    folder.getFileName() == null ? "" : folder.getFileName().toString();
            return ProjectNames.of(name, app, type, pack);
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

    private boolean agrees(Path folder) throws IOException {
        spec.commandLine().getOut().print("The folder " + folder + " exists. Overwrite what is in it? [yN] ");
        spec.commandLine().getOut().flush();
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

    private void print(String line) {
        spec.commandLine().getOut().println(line);
    }
}
