// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;

/**
 * Takes compiled snippets from JShell into this JVM, but runs none: it keeps the method that JShell wants called, and
 * the process for which it was compiled calls it later. So a snippet that waits in {@code receive} holds up nobody
 * else's compilation, and a kill interrupts user code and never the compiler. Engine's thread only.
 */
final class SnippetControl extends DirectExecutionControl implements ExecutionControlProvider {
    private final List<Method> called = new ArrayList<>();

    SnippetControl(SnippetLoader loader) {
        super(loader);
    }

    /** What JShell has asked to call since the last time. */
    List<Method> takeCalled() {
        List<Method> all = List.copyOf(called);
        called.clear();
        return all;
    }

    @Override
    protected String invoke(Method snippet) {
        called.add(snippet);
        return "";
    }

    /** Nothing to prepare: nothing runs here, so no output is to be caught. */
    @Override
    protected void clientCodeEnter() {}

    @Override
    protected void clientCodeLeave() {}

    @Override
    public String name() {
        return "tiebeam";
    }

    @Override
    public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
        return this;
    }
}
