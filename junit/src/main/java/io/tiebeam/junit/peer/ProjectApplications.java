// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit.peer;

import io.tiebeam.otp.Application;
import io.tiebeam.otp.Applications;
import io.tiebeam.otp.Env;
import io.tiebeam.otp.RunningApplication;
import io.tiebeam.otp.StartType;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.StandIn;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.net.URL;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** The applications that a project declares, running on a node, for tests or on a peer. Any thread. */
public final class ProjectApplications implements AutoCloseable {
    private static final Duration TIME_TO_STOP = Duration.ofSeconds(5);

    private final List<RunningApplication> running; // in the order they were started

    private ProjectApplications(List<RunningApplication> running) {
        this.running = running;
    }

    /**
     * Starts them on {@code node}, for {@link Env#TEST}, each after those that it needs.
     *
     * @throws io.tiebeam.ExitException if one cannot start: those before it are stopped
     */
    public static ProjectApplications start(LocalNode node) {
        return start(node, Env.TEST);
    }

    /** As {@link #start(LocalNode)}, for {@code env}. */
    public static ProjectApplications start(LocalNode node, Env env) {
        List<Application> found = find();
        return new ProjectApplications(StandIn.on(node, _ -> {
            found.forEach(application -> load(application, env));
            return Applications.startAll(found.stream().map(Application::name).toList(), StartType.TEMPORARY);
        }));
    }

    /** A run before this one, in the same JVM, may have left it known. */
    private static void load(Application application, Env env) {
        boolean known = Applications.loadedApplications().stream()
                .anyMatch(each -> each.name().equals(application.name()));
        if (known) {
            Applications.unload(application.name());
        }
        Applications.load(application, env);
    }

    /** Their names, in the order they were started. */
    public List<String> names() {
        return running.stream().map(RunningApplication::name).toList();
    }

    /** Stops them, the last started first, each within a bounded time. */
    @Override
    public void close() {
        running.reversed().forEach(application -> application.stop(TIME_TO_STOP));
    }

    /**
     * By {@code META-INF/services} or {@code module-info}. That of a module on the class path says nothing to {@link
     * ServiceLoader}, so it is read here: tests often run there.
     */
    private static List<Application> find() {
        ClassLoader loader = loader();
        Map<String, Application> found = new LinkedHashMap<>();
        for (Application application : ServiceLoader.load(Application.class, loader)) {
            found.putIfAbsent(application.getClass().getName(), application);
        }
        try {
            for (URL module : java.util.Collections.list(loader.getResources("module-info.class"))) {
                try (InputStream in = module.openStream()) {
                    ModuleDescriptor.read(in).provides().stream()
                            .filter(provides -> provides.service().equals(Application.class.getName()))
                            .flatMap(provides -> provides.providers().stream())
                            .forEach(name -> found.computeIfAbsent(name, type -> instance(type, loader)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(found.values());
    }

    private static ClassLoader loader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context == null ? ClassLoader.getSystemClassLoader() : context;
    }

    private static Application instance(String name, ClassLoader loader) {
        try {
            return loader.loadClass(name)
                    .asSubclass(Application.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new IllegalStateException(
                    "application " + name + " cannot be made: " + e
                            + "\n   → it needs a public constructor without parameters",
                    e);
        }
    }
}
