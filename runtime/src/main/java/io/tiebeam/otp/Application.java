// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.term.Pid;
import java.util.List;

/**
 * What runs on a node: a supervision tree, the classes that other nodes may call, and settings. Found through
 * {@link java.util.ServiceLoader}: {@code provides io.tiebeam.otp.Application with chat.ChatApplication} in the
 * {@code module-info}, or a file {@code META-INF/services/io.tiebeam.otp.Application}. Started by {@link Applications}.
 */
public interface Application {
    /**
     * Starts the supervision tree, linked to the calling process, and returns the pid of its top: what
     * {@link Supervisor#startLink()} returns. Runs in a process of the application's own, whose output is the node's.
     *
     * @throws Exception if it cannot start
     */
    Pid start() throws Exception;

    /**
     * The classes whose public static methods other nodes may call, tasks of this node among them; none if not said.
     */
    default List<Class<?>> modules() {
        return List.of();
    }

    /** Its settings. */
    default Config config() {
        return Config.NONE;
    }

    /** Called when its tree has ended, for what is not a process: files, connections. Does nothing if not said. */
    default void stop() {}

    /** Its name, for people: that of the class in lower case, without {@code Application}. */
    default String name() {
        String simple = getClass().getSimpleName();
        String stem =
                simple.endsWith("Application") ? simple.substring(0, simple.length() - "Application".length()) : simple;
        return (stem.isEmpty() ? simple : stem).toLowerCase(java.util.Locale.ROOT);
    }
}
