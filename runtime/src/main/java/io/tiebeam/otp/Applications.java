// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.process.LocalNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Starts the applications of a program on a node, and stops them again. Used by the command line, and by programs of
 * their own.
 */
public final class Applications {
    private static final Duration TIME_TO_STOP = Duration.ofSeconds(5);

    private Applications() {}

    /**
     * Starts every application that {@code loader} finds, one after the other, on the node of the calling thread. If
     * one cannot start, those before it are stopped.
     *
     * @return them in the order they were started: stop them from the last to the first
     * @throws io.tiebeam.ExitException if one cannot start
     */
    public static List<RunningApplication> startAll(ClassLoader loader, Env env) {
        List<RunningApplication> running = new ArrayList<>();
        try {
            for (Application application : ServiceLoader.load(Application.class, loader)) {
                running.add(start(application, env));
            }
            return List.copyOf(running);
        } catch (RuntimeException | Error failed) {
            running.reversed().forEach(r -> r.stop(TIME_TO_STOP));
            throw failed;
        }
    }

    /**
     * Starts {@code application} on the node of the calling thread: first its settings, then its modules are exposed,
     * then its tree. Returns when that runs.
     *
     * @throws io.tiebeam.ExitException if it cannot start
     * @throws IllegalArgumentException if a module cannot be exposed
     */
    public static RunningApplication start(Application application, Env env) {
        LocalNode node = LocalNode.current();
        Settings.of(node).apply(application.config(), env);
        application.modules().forEach(Exposures.of(node)::expose);
        return ApplicationMaster.start(node, application);
    }
}
