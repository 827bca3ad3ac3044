// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Via;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** All that a {@link Via} can mean: asks the directory that it names. Any thread. */
public final class Directories {
    private static final Map<Atom, Directory> ALL =
            ServiceLoader.load(Directory.class, Directory.class.getClassLoader()).stream()
                    .map(ServiceLoader.Provider::get)
                    .collect(Collectors.toUnmodifiableMap(Directory::module, directory -> directory));

    private Directories() {}

    /**
     * Who has {@code name} on {@code node}.
     *
     * @throws IllegalArgumentException if there is no such directory, or the name is none of its
     */
    public static Optional<Pid> whereIs(LocalNode node, Via name) {
        return of(name).whereIs(node, name.name());
    }

    /** Gives {@code name} to {@code self}: false if another process has it. */
    public static boolean register(ProcessCell self, Via name) {
        return of(name).register(self, name.name());
    }

    /** Takes {@code name} from {@code self}. */
    public static void unregister(ProcessCell self, Via name) {
        of(name).unregister(self, name.name());
    }

    private static Directory of(Via name) {
        Directory directory = ALL.get(name.module());
        if (directory == null) {
            throw new IllegalArgumentException("cannot find " + name + ": no directory of names is called "
                    + name.module() + " here (badarg), only "
                    + ALL.keySet().stream().sorted().toList()
                    + "\n   → make the name with its directory: Registry.via(registry, key)");
        }
        return directory;
    }
}
