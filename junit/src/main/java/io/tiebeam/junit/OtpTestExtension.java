// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit;

import io.tiebeam.junit.peer.Exposed;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;
import org.opentest4j.AssertionFailedError;

/** What {@link OtpTest} means to JUnit. Called by it, on its thread; the methods of a test are run in the test's process. */
final class OtpTestExtension
        implements ExecutionCondition,
                BeforeEachCallback,
                AfterEachCallback,
                InvocationInterceptor,
                ParameterResolver,
                TestExecutionExceptionHandler {
    /** How long what a test has begun may take to end, in milliseconds: a parameter of JUnit. */
    static final String PATIENCE = "tiebeam.leaks.patience";

    private static final Namespace NAMESPACE = Namespace.create(OtpTestExtension.class);
    private static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(2);

    // ---- before and after -----------------------------------------------------------------------------------------

    @Override
    public void beforeEach(ExtensionContext context) {
        OtpTest how = annotation(context);
        Method test = context.getRequiredTestMethod();
        TestHome home = TestHome.open(how, needsPeers(context), TestJvm.of(context));
        context.getStore(NAMESPACE).put(TestRun.class, new TestRun(how, home, test.getName()));
    }

    private static boolean needsPeers(ExtensionContext context) {
        return parameters(context).anyMatch(PeerParameters::isOne);
    }

    /** Those of the test and of the methods around it. */
    private static Stream<Parameter> parameters(ExtensionContext context) {
        Stream<Method> around = ReflectionSupport.streamMethods(
                context.getRequiredTestClass(),
                method -> AnnotationSupport.isAnnotated(method, BeforeEach.class)
                        || AnnotationSupport.isAnnotated(method, AfterEach.class),
                HierarchyTraversalMode.TOP_DOWN);
        return Stream.concat(around, context.getTestMethod().stream())
                .map(Executable::getParameters)
                .flatMap(Arrays::stream);
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return context.getTestClass().isEmpty() || context.getTestMethod().isEmpty()
                ? ConditionEvaluationResult.enabled("no test yet")
                : parameters(context)
                        .flatMap(parameter -> PeerParameters.whyNot(parameter).stream())
                        .findFirst()
                        .map(ConditionEvaluationResult::disabled)
                        .orElseGet(() -> ConditionEvaluationResult.enabled("its peers can be had"));
    }

    private static OtpTest annotation(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), OtpTest.class)
                .or(() -> classes(context)
                        .flatMap(type -> AnnotationSupport.findAnnotation(type, OtpTest.class).stream())
                        .findFirst())
                .orElseThrow(() -> new IllegalStateException("@OtpTest is on neither the test nor its class"));
    }

    /** The test's class, then those around it. */
    private static Stream<Class<?>> classes(ExtensionContext context) {
        return Stream.iterate(context.getRequiredTestClass(), type -> type != null, Class::getEnclosingClass);
    }

    @Override
    public void afterEach(ExtensionContext context) throws InterruptedException {
        TestRun run = context.getStore(NAMESPACE).remove(TestRun.class, TestRun.class);
        if (run == null) {
            return; // it could not begin
        }
        Duration patience = context.getConfigurationParameter(PATIENCE, text -> Duration.ofMillis(Long.parseLong(text)))
                .orElse(DEFAULT_PATIENCE);
        Optional<String> left = run.end(patience);
        if (left.isPresent() && context.getExecutionException().isEmpty()) {
            throw new AssertionFailedError("the test left behind, " + patience.toMillis() + " ms after its end:\n"
                    + left.get()
                    + "\n→ link it to the test (spawnLink, startLink), or end it: stop, close, cancel, unregister");
        }
    }

    /** A failure tells what the peers have printed and which seed it came from. */
    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        TestRun run = run(context);
        for (PeerNode peer : run.peers()) {
            String output = peer.output();
            if (!output.isBlank()) {
                failure.addSuppressed(new Circumstance("output of " + peer.name() + ":\n" + output.stripTrailing()));
            }
        }
        Optional.ofNullable(context.getStore(NAMESPACE).get(Seed.class, Seed.class))
                .ifPresent(seed -> failure.addSuppressed(new Circumstance(
                        "seed: " + seed.run() + "\n→ the same again: -D" + Seed.PARAMETER + "=" + seed.run())));
        throw failure;
    }

    private static TestRun run(ExtensionContext context) {
        TestRun run = context.getStore(NAMESPACE).get(TestRun.class, TestRun.class);
        if (run == null) {
            throw new IllegalStateException("there is no process outside a test: static methods run on JUnit's thread");
        }
        return run;
    }

    // ---- the parts of a test --------------------------------------------------------------------------------------

    @Override
    public void interceptBeforeEachMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        inProcess(invocation, context);
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        inProcess(invocation, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        inProcess(invocation, context);
    }

    @Override
    public <T> T interceptTestFactoryMethod(
            Invocation<T> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        return inProcess(invocation, context);
    }

    @Override
    public void interceptDynamicTest(
            Invocation<Void> invocation, DynamicTestInvocationContext test, ExtensionContext context) throws Throwable {
        inProcess(invocation, context);
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        inProcess(invocation, context);
    }

    private static <T> T inProcess(Invocation<T> invocation, ExtensionContext context) throws Throwable {
        @SuppressWarnings("unchecked") // it is what the invocation gave
        T result = (T) run(context).process().run(invocation::proceed);
        return result;
    }

    // ---- parameters -----------------------------------------------------------------------------------------------

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == CapturedIO.class
                || type == Seed.class
                || type == RandomGenerator.class
                || PeerParameters.isOne(parameter.getParameter());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Parameter declared = parameter.getParameter();
        if (declared.getType() == CapturedIO.class) {
            return run(context).captured();
        }
        if (declared.getType() == Seed.class) {
            return seed(context);
        }
        if (declared.getType() == RandomGenerator.class) {
            return seed(context).random();
        }
        return PeerParameters.start(declared, run(context), exposed(context));
    }

    private static Seed seed(ExtensionContext context) {
        return context.getStore(NAMESPACE).computeIfAbsent(Seed.class, _ -> Seed.of(context), Seed.class);
    }

    /** What the peers of a test may be asked to run: the methods of its own classes. */
    private static List<Class<?>> exposed(ExtensionContext context) {
        return Exposed.of(classes(context).toList());
    }
}
