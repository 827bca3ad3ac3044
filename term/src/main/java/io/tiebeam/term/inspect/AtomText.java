// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term.inspect;

import io.tiebeam.term.Atom;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How Elixir writes an atom: as a literal ({@code :ok}, {@code nil}, {@code Chat.Server}, {@code :"a b"}), as a key
 * ({@code ok:}) and after a dot ({@code :m.ok}). Letters beyond ASCII follow Elixir 1.18 except for rare historic ones,
 * which are written bare here and quoted there.
 */
final class AtomText {
    private static final Pattern ALIAS = Pattern.compile("Elixir(\\.[A-Z][0-9a-zA-Z_]*)*");

    /** Operators and special forms that need no quotes. */
    private static final Set<String> BARE = words("! @ % ^ & * - + = | < > . / != && ** -- -> ++ == =~ || |> ~> <- "
            + "<= <~ <> >= .. {} \\\\ !== %{} &&& --- +++ === ||| ~>> <~> <<~ <<< >>> ... ..// <<>>");

    /** Those of them that are no functions, and so need quotes after a dot. */
    private static final Set<String> NOT_CALLED = words("% . .. ... -> {} %{} <<>> ..//");

    /** Operators that need no quotes after a dot only. */
    private static final Set<String> CALLED = words(":: ^^^ ~~~ <|>");

    private static final Set<Character.UnicodeScript> SCRIPTS = scripts();

    private AtomText() {}

    /** As a value. */
    static String literal(Atom atom) {
        String name = atom.name();
        if (name.equals("nil") || name.equals("true") || name.equals("false")) {
            return name;
        }
        if (isAlias(name)) {
            return name.equals("Elixir") || name.startsWith("Elixir.Elixir")
                    ? name
                    : name.substring("Elixir.".length());
        }
        return isBare(name) ? ":" + name : ":" + quoted(name);
    }

    /** As the key of a keyword list or map, without the colon after it. */
    static String key(Atom atom) {
        String name = atom.name();
        return isBare(name) ? name : quoted(name);
    }

    /** As the name of a function, after a dot. */
    static String called(Atom atom) {
        String name = atom.name();
        boolean bare = BARE.contains(name) ? !NOT_CALLED.contains(name) : CALLED.contains(name) || isCallable(name);
        return bare ? name : quoted(name);
    }

    /**
     * Whether the atom is written as an alias: {@code Elixir.Chat}. Such atoms are never shown as {@code key: value}.
     */
    static boolean isModule(Atom atom) {
        return atom.name().startsWith("Elixir.");
    }

    private static boolean isAlias(String name) {
        return name.startsWith("Elixir") && ALIAS.matcher(name).matches();
    }

    private static boolean isBare(String name) {
        return BARE.contains(name) || (isIdentifier(name, true) && !isAlias(name));
    }

    private static boolean isCallable(String name) {
        return isIdentifier(name, false) && !(name.charAt(0) >= 'A' && name.charAt(0) <= 'Z');
    }

    private static boolean isIdentifier(String name, boolean withAt) {
        if (name.isEmpty()) {
            return false;
        }
        char last = name.charAt(name.length() - 1);
        String body = last == '?' || last == '!' ? name.substring(0, name.length() - 1) : name;
        if (body.isEmpty()) {
            return false;
        }
        Character.UnicodeScript script = null;
        boolean ascii = true;
        for (int i = 0; i < body.length(); ) {
            int c = body.codePointAt(i);
            boolean good = i == 0 ? isStart(c) : isPart(c) || (withAt && c == '@');
            if (!good) {
                return false;
            }
            ascii &= c < 0x80;
            Character.UnicodeScript of = Character.UnicodeScript.of(c);
            if (of != Character.UnicodeScript.COMMON && of != Character.UnicodeScript.INHERITED) {
                if (script != null && of != script && !areMixed(of, script)) {
                    return false;
                }
                script = of;
            }
            i += Character.charCount(c);
        }
        return ascii || Normalizer.isNormalized(body, Normalizer.Form.NFKC);
    }

    private static boolean isStart(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || c == '_'
                || (c >= 0x80
                        && Character.isUnicodeIdentifierStart(c)
                        && SCRIPTS.contains(Character.UnicodeScript.of(c)));
    }

    private static boolean isPart(int c) {
        return isStart(c)
                || (c >= '0' && c <= '9')
                || (c >= 0x80
                        && Character.isUnicodeIdentifierPart(c)
                        && !Character.isIdentifierIgnorable(c)
                        && SCRIPTS.contains(Character.UnicodeScript.of(c)));
    }

    /** Japanese and Korean are written in several scripts. */
    private static boolean areMixed(Character.UnicodeScript a, Character.UnicodeScript b) {
        var eastAsian = EnumSet.of(
                Character.UnicodeScript.HAN,
                Character.UnicodeScript.HIRAGANA,
                Character.UnicodeScript.KATAKANA,
                Character.UnicodeScript.HANGUL,
                Character.UnicodeScript.BOPOMOFO,
                Character.UnicodeScript.LATIN);
        return eastAsian.contains(a) && eastAsian.contains(b);
    }

    private static String quoted(String name) {
        return '"' + StringText.escaped(name, '"') + '"';
    }

    private static Set<String> words(String text) {
        return new HashSet<>(Arrays.asList(text.split(" ")));
    }

    /** The scripts in common use, which identifiers may be written in (Unicode annex 31, table 5). */
    private static Set<Character.UnicodeScript> scripts() {
        Set<Character.UnicodeScript> set = EnumSet.noneOf(Character.UnicodeScript.class);
        for (String name : words("COMMON INHERITED ARABIC ARMENIAN BENGALI BOPOMOFO CYRILLIC DEVANAGARI "
                + "ETHIOPIC GEORGIAN GREEK GUJARATI GURMUKHI HAN HANGUL HEBREW HIRAGANA KANNADA KATAKANA KHMER LAO "
                + "LATIN MALAYALAM MYANMAR ORIYA SINHALA TAMIL TELUGU THAANA THAI TIBETAN")) {
            set.add(Character.UnicodeScript.valueOf(name));
        }
        return set;
    }
}
