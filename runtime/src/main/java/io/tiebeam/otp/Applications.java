// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.process.LocalNode;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutionException;

/**
 * Starts the applications of a program on the node of the calling thread, and stops them again. Used by the command line,
 * by programs of their own, and at a prompt. Works on any thread.
 *
 * <pre>{@code
 * Applications.load(new StoreApplication(), Env.current());
 * Applications.load(new ShopApplication(), Env.current());      // needs() says "store"
 * Applications.ensureAllStarted("shop", StartType.PERMANENT);   // ["store", "shop"]
 * Applications.stopAll();
 * }</pre>
 *
 * <p>Source: OTP's {@code application}, with its words and its reasons.
 */
public final class Applications {
    /**
     * How long {@link #stopAll()} gives all applications together: ten seconds, or what {@code
     * -Dkernel.shutdown_timeout=PT30S} and the like say. Source: {@code shutdown_timeout} of OTP's {@code kernel}.
     */
    public static final Key<Duration> SHUTDOWN_TIMEOUT =
            Key.of("kernel", "shutdown_timeout", Duration.class).orElse(Duration.ofSeconds(10));

    static final Duration AS_LONG_AS_IT_TAKES = Duration.ofDays(36_500);

    private static final Duration TIME_TO_STOP = Duration.ofSeconds(5);

    /** What is known of an application. */
    public record Info(String name, String description, String version) {
        private static Info of(Application application) {
            return new Info(application.name(), application.description(), application.version());
        }
    }

    private Applications() {}

    private static ApplicationController controller() {
        return ApplicationController.of(LocalNode.current());
    }

    // ---- what there is --------------------------------------------------------------------------------------------

    /**
     * Makes {@code application} known under its name, to be started by that, and for those that need it.
     *
     * @throws io.tiebeam.ExitException {@code {already_loaded, name}}
     */
    public static void load(Application application, Env env) {
        controller().load(application, env);
    }

    /**
     * Makes every application known that {@code loader} finds and that is not known yet.
     *
     * @return the names of all that it finds
     */
    public static List<String> loadAll(ClassLoader loader, Env env) {
        List<String> names = new ArrayList<>();
        for (Application application : ServiceLoader.load(Application.class, loader)) {
            controller().reload(application, env);
            names.add(application.name());
        }
        return List.copyOf(names);
    }

    /**
     * Forgets an application.
     *
     * @throws io.tiebeam.ExitException {@code {not_loaded, name}}, or {@code {running, name}} if it runs
     */
    public static void unload(String name) {
        controller().unload(name);
    }

    /** Those that are known. */
    public static List<Info> loadedApplications() {
        return controller().loaded().stream().map(Info::of).toList();
    }

    /** Those that run, the last started first. */
    public static List<Info> whichApplications() {
        ApplicationController controller = controller();
        return controller.running().reversed().stream()
                .map(app -> Info.of(controller.application(app.name())))
                .toList();
    }

    /**
     * The name of the application that {@code process} of this node belongs to: which it was started by, or by a process
     * of. Empty for a process of none, for one that has ended, and for one of another node. What belongs to an application
     * is killed when it has ended. Source: {@code application:get_application/1}.
     */
    public static Optional<String> applicationOf(Pid process) {
        return controller().applicationOf(process);
    }

    // ---- starting -------------------------------------------------------------------------------------------------

    /**
     * Starts every application that {@code loader} finds, and before each what it needs. If one cannot start, those
     * before it are stopped.
     *
     * @return them in the order they were started: stop them from the last to the first
     * @throws io.tiebeam.ExitException if one cannot start
     */
    public static List<RunningApplication> startAll(ClassLoader loader, Env env) {
        return startAll(loadAll(loader, env), StartType.TEMPORARY);
    }

    /**
     * Starts the applications {@code names}, and before each what it needs. If one cannot start, those before it are
     * stopped.
     *
     * @return those that were started, in order
     * @throws io.tiebeam.ExitException as {@link #ensureAllStarted}
     */
    public static List<RunningApplication> startAll(List<String> names, StartType type) {
        ApplicationController controller = controller();
        List<RunningApplication> started = new ArrayList<>();
        try {
            for (String name : names) {
                for (String each : controller.ensureAllStarted(name, type)) {
                    started.add(controller.runningAs(each));
                }
            }
            return List.copyOf(started);
        } catch (RuntimeException | Error failed) {
            started.reversed().forEach(app -> app.stop(TIME_TO_STOP));
            throw failed;
        }
    }

    /**
     * Starts {@code application}, which is made known by this: {@link #start(String, StartType)}, {@link
     * StartType#TEMPORARY}.
     */
    public static RunningApplication start(Application application, Env env) {
        return start(application, env, StartType.TEMPORARY);
    }

    /** Starts {@code application}, which is made known by this: {@link #start(String, StartType)}. */
    public static RunningApplication start(Application application, Env env, StartType type) {
        controller().reload(application, env);
        return start(application.name(), type);
    }

    /**
     * Starts an application that is known: first its settings, then its modules are exposed, then its tree. Returns when
     * that runs. Whoever starts it while another does so gets what that one gets.
     *
     * @param type what its end, and that it cannot start, means to all others
     * @throws io.tiebeam.ExitException if it cannot start: {@code {already_started, name}}; {@code {not_started, needed}}
     *     if one that it needs does not run; {@code {reason, {module, start, [normal, []]}}} with the reason that its
     *     {@link Application#start()} exits with; {@code {bad_return, ...}} with any other exception of it
     * @throws IllegalStateException if a setting is missing or ill-typed; the text says which
     * @throws IllegalArgumentException if a module cannot be exposed
     */
    public static RunningApplication start(String name, StartType type) {
        return controller().start(name, type);
    }

    /**
     * Starts an application that is known unless it runs, and before it what it needs, in order. If one cannot start,
     * those that were started for it are stopped again.
     *
     * @return the names of those that were started; empty if all ran
     * @throws io.tiebeam.ExitException {@code {name, reason}} with the one that could not start; {@code
     *     {circular_dependency, names}} if applications need each other
     */
    public static List<String> ensureAllStarted(String name, StartType type) {
        return controller().ensureAllStarted(name, type);
    }

    /** {@link #ensureAllStarted(String, StartType)}, {@link StartType#TEMPORARY}. */
    public static List<String> ensureAllStarted(String name) {
        return ensureAllStarted(name, StartType.TEMPORARY);
    }

    // ---- stopping -------------------------------------------------------------------------------------------------

    /**
     * Stops an application, and returns when it has ended, however long its tree takes: {@link RunningApplication#stop}
     * bounds it. Those that need it are not asked.
     *
     * @throws io.tiebeam.ExitException {@code {not_started, name}}
     */
    public static void stop(String name) {
        controller().runningAs(name).stop(AS_LONG_AS_IT_TAKES);
    }

    /** Stops all that run, the last started first, within {@link #SHUTDOWN_TIMEOUT}. */
    public static boolean stopAll() {
        return stopAll(SHUTDOWN_TIMEOUT.get());
    }

    /**
     * Stops all that run, the last started first. All of them together have {@code limit}; what runs then is killed. Five
     * seconds more are left to their callbacks, so that this returns in any case.
     *
     * @return whether all ended by themselves
     */
    public static boolean stopAll(Duration limit) {
        return controller().stopAll(limit);
    }

    /**
     * Waits until an application has ended that the others cannot do without ({@link StartType}): all have been stopped
     * then, and it is up to the caller to stop the node, as {@code tiebeam run} does.
     *
     * @return {@code {application_terminated, name, reason}}, or {@code {application_start_failure, name, reason}}
     * @throws InterruptedException if the calling thread is interrupted
     */
    public static Term awaitTermination() throws InterruptedException {
        try {
            return controller().termination().get();
        } catch (ExecutionException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
