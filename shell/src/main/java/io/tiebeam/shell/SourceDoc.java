// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Reads signatures and Javadoc out of one source file, with the JDK's own parser. Pure. */
final class SourceDoc {
    private static final Pattern END_OF_PARAGRAPH = Pattern.compile("\\n\\s*\\n|<p>|<pre>|<ul>|<ol>|(?m)^\\s*@\\w");
    private static final Pattern INLINE = Pattern.compile("\\{@(?:code|literal|link|linkplain|value)\\s+([^{}]*)}");
    private static final Pattern LINK_WITH_TEXT =
            Pattern.compile("\\{@(?:link|linkplain)\\s+[^\\s{}()]+(?:\\([^)]*\\))?\\s+([^{}]+)}");
    private static final Pattern OWN_MEMBER = Pattern.compile("(\\{@link(?:plain)?\\s+)#");
    private static final Pattern MEMBER = Pattern.compile("(?<=\\w)#(?=[a-z])");
    private static final Pattern TAG =
            Pattern.compile("</?(?:p|b|i|em|code|a|pre|ul|ol|li|br|strong|sup|sub|blockquote|dl|dt|dd)\\b[^<>]*>");
    private static final Set<Modifier> UNTOLD = Set.of(Modifier.PUBLIC, Modifier.DEFAULT, Modifier.SYNCHRONIZED);

    private final DocTrees docs;
    private final CompilationUnitTree unit;

    private SourceDoc(DocTrees docs, CompilationUnitTree unit) {
        this.docs = docs;
        this.unit = unit;
    }

    /** The type {@code name} in {@code source}: what it is, and what it lets others call. */
    static Optional<String> type(String source, String name) {
        return parse(source).type(name);
    }

    /** All that is called {@code member} in the type {@code owner}. */
    static Optional<String> member(String source, String owner, String member) {
        return parse(source).member(owner, member);
    }

    /** One signature and the first paragraph of what is said of it. */
    static String entry(String signature, Optional<String> javadoc) {
        String text = javadoc.map(SourceDoc::firstParagraph).orElse("");
        return "  " + signature + (text.isEmpty() ? "" : "\n\n" + text);
    }

    private static SourceDoc parse(String source) {
        var file = new SimpleJavaFileObject(URI.create("mem:///X.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        JavacTask task = (JavacTask) ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, _ -> {}, List.of("-proc:none"), null, List.of(file));
        try {
            return new SourceDoc(
                    DocTrees.instance(task), task.parse().iterator().next());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // it reads from memory
        }
    }

    private Optional<String> type(String name) {
        return find(name).map(type -> {
            String members = types(type).map(nested -> "  " + header(nested)).collect(Collectors.joining("\n"));
            String methods = methods(type).map(this::signature).collect(Collectors.joining("\n  "));
            return entry(header(type), javadoc(type))
                    + (members.isEmpty() ? "" : "\n\n" + members)
                    + (methods.isEmpty() ? "" : "\n\n  " + methods);
        });
    }

    private Optional<String> member(String owner, String member) {
        return find(owner).flatMap(type -> {
            Stream<String> found = Stream.concat(
                    methods(type)
                            .filter(method -> method.getName().contentEquals(member))
                            .map(method -> entry(signature(method), javadoc(method))),
                    types(type)
                            .filter(nested -> nested.getSimpleName().contentEquals(member))
                            .map(nested -> entry(header(nested), javadoc(nested))));
            String text = found.collect(Collectors.joining("\n\n"));
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        });
    }

    private Optional<ClassTree> find(String name) {
        return unit.getTypeDecls().stream()
                .filter(ClassTree.class::isInstance)
                .map(ClassTree.class::cast)
                .filter(type -> type.getSimpleName().contentEquals(name))
                .findFirst();
    }

    private static Stream<MethodTree> methods(ClassTree type) {
        return type.getMembers().stream()
                .filter(MethodTree.class::isInstance)
                .map(MethodTree.class::cast)
                .filter(method -> method.getReturnType() != null && isTold(type, method.getModifiers()));
    }

    private static Stream<ClassTree> types(ClassTree type) {
        return type.getMembers().stream()
                .filter(ClassTree.class::isInstance)
                .map(ClassTree.class::cast)
                .filter(nested -> isTold(type, nested.getModifiers()));
    }

    /** What others may use: in an interface all that is not private. */
    private static boolean isTold(ClassTree owner, ModifiersTree modifiers) {
        Set<Modifier> flags = modifiers.getFlags();
        return owner.getKind() == Tree.Kind.INTERFACE
                ? !flags.contains(Modifier.PRIVATE)
                : flags.contains(Modifier.PUBLIC);
    }

    private Optional<String> javadoc(Tree tree) {
        return Optional.ofNullable(docs.getDocComment(TreePath.getPath(unit, tree)));
    }

    private static String header(ClassTree type) {
        String kind = switch (type.getKind()) {
            case INTERFACE -> "interface";
            case RECORD -> "record";
            case ENUM -> "enum";
            case ANNOTATION_TYPE -> "@interface";
            default -> "class";
        };
        String parameters = type.getTypeParameters().isEmpty() ? "" : "<" + list(type.getTypeParameters()) + ">";
        String components = type.getKind() == Tree.Kind.RECORD
                ? "("
                        + type.getMembers().stream()
                                .filter(VariableTree.class::isInstance)
                                .map(VariableTree.class::cast)
                                .filter(field ->
                                        !field.getModifiers().getFlags().contains(Modifier.STATIC))
                                .map(field -> field.getType() + " " + field.getName())
                                .collect(Collectors.joining(", "))
                        + ")"
                : "";
        return kind + " " + type.getSimpleName() + parameters + components
                + (type.getExtendsClause() == null ? "" : " extends " + type.getExtendsClause())
                + (type.getImplementsClause().isEmpty()
                        ? ""
                        : (kind.equals("interface") ? " extends " : " implements ") + list(type.getImplementsClause()));
    }

    private String signature(MethodTree method) {
        String flags = method.getModifiers().getFlags().stream()
                .filter(flag -> !UNTOLD.contains(flag))
                .map(flag -> flag + " ")
                .collect(Collectors.joining());
        String types = method.getTypeParameters().isEmpty() ? "" : "<" + list(method.getTypeParameters()) + "> ";
        String parameters = method.getParameters().stream()
                .map(parameter -> parameter.getType() + " " + parameter.getName())
                .collect(Collectors.joining(", "));
        return flags + types + method.getReturnType() + " " + method.getName() + "(" + parameters + ")";
    }

    private static String list(List<? extends Tree> trees) {
        return trees.stream().map(Tree::toString).collect(Collectors.joining(", "));
    }

    /** Javadoc as plain text, up to the end of its first paragraph. */
    static String firstParagraph(String javadoc) {
        String paragraph = END_OF_PARAGRAPH.split(javadoc.strip(), 2)[0];
        paragraph = OWN_MEMBER.matcher(paragraph).replaceAll("$1");
        paragraph = LINK_WITH_TEXT.matcher(paragraph).replaceAll("$1");
        paragraph = INLINE.matcher(paragraph).replaceAll("$1");
        paragraph = MEMBER.matcher(paragraph).replaceAll(".");
        return TAG.matcher(paragraph)
                .replaceAll("")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&")
                .lines()
                .map(String::strip)
                .collect(Collectors.joining("\n"))
                .strip();
    }
}
