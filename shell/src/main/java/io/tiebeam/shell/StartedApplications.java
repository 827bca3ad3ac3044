// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.ExitException;
import io.tiebeam.otp.Application;
import io.tiebeam.otp.Applications;
import io.tiebeam.otp.Env;
import io.tiebeam.otp.StartType;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;

/** The applications of a project and of what it depends on, started on this JVM's node. Main thread, and shutdown. */
final class StartedApplications {
    private final List<Class<?>> modules;

    private StartedApplications(List<Class<?>> modules) {
        this.modules = modules;
    }

    /** As {@link #start}, but a project that is a library has none, and that is well. */
    static StartedApplications startAny(Project project, ClassLoader loader, StartType type) {
        Map<String, Application> found = found(project, loader);
        return found.isEmpty() ? new StartedApplications(List.of()) : start(project, found, type);
    }

    /**
     * Starts what {@code project} declares, by {@code META-INF/services} or in its {@code module-info}: that of a class on
     * the class path says nothing to {@link ServiceLoader}, so it is read here.
     *
     * @param type what the end of one means to the others
     * @throws CommandFailure if there is none, or one cannot start: those before it are stopped
     */
    static StartedApplications start(Project project, ClassLoader loader, StartType type) {
        Map<String, Application> found = found(project, loader);
        if (found.isEmpty()) {
            throw new CommandFailure(
                    "the project in " + project.folder() + " has no application",
                    "name its class: META-INF/services/" + Application.class.getName()
                            + ", or provides in module-info. A library has a shell: ./tiebeam shell");
        }
        return start(project, found, type);
    }

    private static Map<String, Application> found(Project project, ClassLoader loader) {
        Map<String, Application> found = new LinkedHashMap<>();
        for (Application application : ServiceLoader.load(Application.class, loader)) {
            found.putIfAbsent(application.getClass().getName(), application);
        }
        for (String name : declared(project)) {
            found.computeIfAbsent(name, each -> instance(each, loader));
        }
        return found;
    }

    private static StartedApplications start(Project project, Map<String, Application> found, StartType type) {
        Env env = env();
        try {
            Applications.SHUTDOWN_TIMEOUT.get(); // one that cannot be read is said now, not when all is to stop
            found.values().forEach(application -> Applications.load(application, env));
            Applications.startAll(found.values().stream().map(Application::name).toList(), type);
            return new StartedApplications(found.values().stream()
                    .flatMap(application -> application.modules().stream())
                    .toList());
        } catch (ExitException | IllegalArgumentException | IllegalStateException | UncheckedIOException failed) {
            Applications.stopAll();
            throw new CommandFailure(
                    "the project in " + project.folder() + " cannot start: " + failed.getMessage(), "");
        }
    }

    /** Waits until one has ended that the others cannot do without; all are stopped then. What is to be said. */
    String awaitTermination() throws InterruptedException {
        return "the applications have ended: " + Applications.awaitTermination();
    }

    /**
     * Ends them, the last started first, within a bounded time: {@link Applications#SHUTDOWN_TIMEOUT}. Whether it was
     * enough is printed here, since the log is closed when a signal ends the JVM.
     */
    void stop() {
        if (!Applications.stopAll()) {
            System.err.println("not all applications ended by themselves within "
                    + Applications.SHUTDOWN_TIMEOUT.get().toMillis() + " ms: the rest was killed\n"
                    + "   → give them more time: -D" + Applications.SHUTDOWN_TIMEOUT + "=PT30S");
        }
    }

    /** What others may call, as {@code loader} has it; what that has no more is left out. */
    List<Class<?>> modules(ClassLoader loader) {
        List<Class<?>> found = new ArrayList<>();
        for (Class<?> module : modules) {
            try {
                found.add(Class.forName(module.getName(), false, loader));
            } catch (ClassNotFoundException gone) {
                // removed from the project: its callers meet the old one
            }
        }
        return found;
    }

    private static Env env() {
        try {
            return Env.current();
        } catch (IllegalArgumentException none) {
            throw new CommandFailure(none.getMessage(), "set it to one of them, or unset it: that is dev");
        }
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
