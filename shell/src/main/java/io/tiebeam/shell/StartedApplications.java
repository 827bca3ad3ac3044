// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.ExitException;
import io.tiebeam.otp.Application;
import io.tiebeam.otp.Applications;
import io.tiebeam.otp.Env;
import io.tiebeam.otp.RunningApplication;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;

/** The applications of a project and of what it depends on, started on this JVM's node. Main thread, and shutdown. */
final class StartedApplications {
    private static final Duration TIME_TO_STOP = Duration.ofSeconds(5);

    private final List<RunningApplication> running = new ArrayList<>();

    private StartedApplications() {}

    /**
     * Starts what {@code project} declares, by {@code META-INF/services} or in its {@code module-info}: that of a class on
     * the class path says nothing to {@link ServiceLoader}, so it is read here.
     *
     * @throws CommandFailure if there is none, or one cannot start: those before it are stopped
     */
    static StartedApplications start(Project project, ClassLoader loader) {
        Map<String, Application> found = new LinkedHashMap<>();
        for (Application application : ServiceLoader.load(Application.class, loader)) {
            found.putIfAbsent(application.getClass().getName(), application);
        }
        for (String name : declared(project)) {
            found.computeIfAbsent(name, type -> instance(type, loader));
        }
        if (found.isEmpty()) {
            throw new CommandFailure(
                    "the project in " + project.folder() + " has no application",
                    "name its class: META-INF/services/" + Application.class.getName()
                            + ", or provides in module-info");
        }
        StartedApplications started = new StartedApplications();
        try {
            for (Application application : found.values()) {
                started.running.add(Applications.start(application, Env.current()));
            }
            return started;
        } catch (ExitException | IllegalArgumentException failed) {
            started.stop();
            throw new CommandFailure(
                    "the project in " + project.folder() + " cannot start: " + failed.getMessage(), "");
        }
    }

    /** Ends them, the last started first, each within a bounded time. */
    void stop() {
        running.reversed().forEach(application -> application.stop(TIME_TO_STOP));
    }

    private static Set<String> declared(Project project) {
        return project.providers(Application.class);
    }

    private static Application instance(String name, ClassLoader loader) {
        try {
            return loader.loadClass(name)
                    .asSubclass(Application.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new CommandFailure(
                    "application " + name + " cannot be made: " + e,
                    "it needs a public constructor without parameters");
        }
    }
}
