// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.term.Pid;
import java.util.List;
import java.util.Locale;

/**
 * What runs on a node: a supervision tree, the classes that other nodes may call, settings, and the applications that have
 * to run before it. Found through {@link java.util.ServiceLoader}: {@code provides io.tiebeam.otp.Application with
 * chat.ChatApplication} in the {@code module-info}, or a file {@code META-INF/services/io.tiebeam.otp.Application}.
 * Started by {@link Applications}, in this order: its {@link #config() settings}, its {@link #modules() modules}, its
 * {@link #start() tree}.
 *
 * <p>Its methods are called on the thread of a process of the application's own; {@link #name}, {@link #needs}, {@link
 * #description} and {@link #version} on any. Source: Elixir's {@code Application}, OTP's {@code application}; start phases
 * and applications that move between nodes are left out.
 */
public interface Application {
    /**
     * Starts the supervision tree, linked to the calling process, and returns the pid of its top: what
     * {@link Supervisor#startLink()} returns. Runs in a process of the application's own, whose output is the node's. All
     * processes that are started by it, and by these, belong to the application: those that are left when its tree has
     * ended are killed.
     *
     * @throws Exception if it cannot start: an {@link io.tiebeam.ExitException} with the reason, or any other
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

    /**
     * The names of the applications that it needs: started before it, and when all are stopped, stopped after it. None
     * if not said.
     */
    default List<String> needs() {
        return List.of();
    }

    /** Called before its tree is asked to end, while all of it still runs. Does nothing if not said. */
    default void prepStop() {}

    /** Called when its tree has ended, for what is not a process: files, connections. Does nothing if not said. */
    default void stop() {}

    /** Its name: that of the class in lower case, without {@code Application}. */
    default String name() {
        String simple = getClass().getSimpleName();
        String stem =
                simple.endsWith("Application") ? simple.substring(0, simple.length() - "Application".length()) : simple;
        return (stem.isEmpty() ? simple : stem).toLowerCase(Locale.ROOT);
    }

    /** What it is, for people: its name if not said. */
    default String description() {
        return name();
    }

    /** Its version: what the manifest of its jar says, else {@code 0}. */
    default String version() {
        String version = getClass().getPackage().getImplementationVersion();
        return version == null ? "0" : version;
    }
}
