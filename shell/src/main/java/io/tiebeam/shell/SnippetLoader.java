// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.execution.LoaderDelegate;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;

/**
 * Loads the classes that JShell makes of snippets, above the classes of the project. When the project is compiled anew,
 * what is typed from then on sees its new classes, and through the older snippets all variables: a class that is loaded
 * stays as it is, so each state of the project has a {@link Layer} of its own. Called by the engine's thread when a
 * snippet is compiled, and by whichever process first uses a class.
 */
final class SnippetLoader implements LoaderDelegate {
    private static final String SNIPPETS = "REPL.";

    /** A type that was typed, in the class that JShell wraps around a snippet. */
    private static final Pattern TYPE = Pattern.compile("REPL\\.\\$JShell\\$\\w+\\$(\\w+)");

    private final Map<String, String> types = new ConcurrentHashMap<>();
    private volatile Layer top;

    SnippetLoader(ClassLoader project) {
        top = new Layer(project, null);
    }

    /** From now on snippets see the classes of {@code project}. */
    void reload(ClassLoader project) {
        top = new Layer(project, top);
    }

    @Override
    public void load(ClassBytecodes[] classes) {
        Layer layer = top;
        // All are known before any is woven or defined, since they name each other.
        for (ClassBytecodes one : classes) {
            layer.compiled.put(one.name(), one.bytecodes());
            Matcher type = TYPE.matcher(one.name());
            if (type.matches()) {
                types.put(type.group(1), one.name());
            }
        }
        for (ClassBytecodes one : classes) {
            layer.compiled.put(one.name(), SnippetWeaver.weave(one.bytecodes(), layer));
        }
    }

    /** The newest class that was typed under the simple name {@code name}. */
    Class<?> typeOf(String name) {
        try {
            return findClass(types.get(name));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("JShell compiled " + name + " but did not hand it over", e);
        }
    }

    /** Does nothing: a snippet that changes gets a class of another name. */
    @Override
    public void classesRedefined(ClassBytecodes[] classes) {}

    /** Does nothing: the project's loader has the class path. */
    @Override
    public void addToClasspath(String path) {}

    @Override
    public Class<?> findClass(String name) throws ClassNotFoundException {
        return top.loadClass(name.replace('/', '.'));
    }

    /** The snippets that were compiled against one state of the project. */
    private static final class Layer extends ClassLoader {
        private final Map<String, byte[]> compiled = new ConcurrentHashMap<>();
        private final Layer before; // null for the first

        private Layer(ClassLoader project, Layer before) {
            super("snippets", project);
            this.before = before;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            return before != null && name.startsWith(SNIPPETS) && !compiled.containsKey(name)
                    ? before.loadClass(name, resolve)
                    : super.loadClass(name, resolve);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = compiled.get(name);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }

        @Override
        public InputStream getResourceAsStream(String name) {
            if (name.endsWith(".class")) {
                String type = name.substring(0, name.length() - 6).replace('/', '.');
                for (Layer layer = this; layer != null; layer = layer.before) {
                    byte[] bytes = layer.compiled.get(type);
                    if (bytes != null) {
                        return new ByteArrayInputStream(bytes);
                    }
                }
            }
            return super.getResourceAsStream(name);
        }
    }
}
