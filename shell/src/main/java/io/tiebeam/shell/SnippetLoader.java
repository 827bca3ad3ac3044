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
 * Loads the classes that JShell makes of snippets, above the classes of the project. Called by the engine's thread when
 * a snippet is compiled, and by whichever process first uses a class.
 */
final class SnippetLoader extends ClassLoader implements LoaderDelegate {
    /** A type that was typed, in the class that JShell wraps around a snippet. */
    private static final Pattern TYPE = Pattern.compile("REPL\\.\\$JShell\\$\\w+\\$(\\w+)");

    private final Map<String, byte[]> compiled = new ConcurrentHashMap<>();
    private final Map<String, String> types = new ConcurrentHashMap<>();

    SnippetLoader(ClassLoader project) {
        super("snippets", project);
    }

    @Override
    public void load(ClassBytecodes[] classes) {
        // All are known before any is woven or defined, since they name each other.
        for (ClassBytecodes one : classes) {
            compiled.put(one.name(), one.bytecodes());
            Matcher type = TYPE.matcher(one.name());
            if (type.matches()) {
                types.put(type.group(1), one.name());
            }
        }
        for (ClassBytecodes one : classes) {
            compiled.put(one.name(), SnippetWeaver.weave(one.bytecodes(), this));
        }
    }

    /** The newest class that was typed under the simple name {@code name}. */
    Class<?> typeOf(String name) {
        try {
            return loadClass(types.get(name));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("JShell compiled " + name + " but did not hand it over", e);
        }
    }

    /** Does nothing: a snippet that changes gets a class of another name. */
    @Override
    public void classesRedefined(ClassBytecodes[] classes) {}

    /** Does nothing: the project's loader, our parent, has the class path. */
    @Override
    public void addToClasspath(String path) {}

    @Override
    public Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = compiled.get(name.replace('/', '.'));
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name.replace('/', '.'), bytes, 0, bytes.length);
    }

    @Override
    public InputStream getResourceAsStream(String name) {
        if (name.endsWith(".class")) {
            byte[] bytes = compiled.get(name.substring(0, name.length() - 6).replace('/', '.'));
            if (bytes != null) {
                return new ByteArrayInputStream(bytes);
            }
        }
        return super.getResourceAsStream(name);
    }
}
