// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The secret that nodes of one cluster share. Whoever has it is in: it authenticates, it does not authorise. It is never
 * printed; {@link #toString()} shows a fingerprint and where it is from. Immutable.
 */
public final class Cookie {
    private static final String FILE = ".erlang.cookie";
    private static final int LENGTH = 20;
    private static final int MAX_LENGTH = 255;

    /** Not part of the cookie; blanks in its line are, as for OTP's {@code auth}. */
    private static final Pattern LINE_END = Pattern.compile("[\\r\\n][\\r\\n ]*$");

    private final String value;
    private final String source;

    private Cookie(String value, String source) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("the cookie from " + source + " is empty: everybody would know it");
        }
        if (value.chars().anyMatch(c -> c > 0xFF)) { // written a byte each they would all be the same question mark
            throw new IllegalArgumentException(
                    "the cookie from " + source + " has characters beyond Latin-1, which no node"
                            + " can prove\n   → use letters, digits and signs of ASCII");
        }
        if (value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("the cookie from " + source + " has " + value.length()
                    + " characters, and a BEAM node takes " + MAX_LENGTH + " at most: a cookie is an atom there"
                    + "\n   → use a shorter one");
        }
        this.value = value;
        this.source = source;
    }

    /** The cookie {@code value}, such as {@code secret_token}. */
    public static Cookie of(String value) {
        return new Cookie(value, "the command line or program");
    }

    /**
     * The cookie in {@code file}, which is all of its first line.
     *
     * @throws IllegalArgumentException if the file cannot be read, or others than its owner can read it
     */
    public static Cookie fromFile(Path file) {
        try {
            return read(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "cannot read the cookie file " + file + ": " + reason(e)
                            + "\n   → give a file that you can read, or none for ~/.erlang.cookie",
                    e);
        }
    }

    /**
     * The cookie of this user, which BEAM nodes use too: {@code .erlang.cookie} in {@code home}, else in {@code
     * home/.config/erlang}. Made in {@code home}, with a random content and mode 0400, where both are missing. Source: {@code
     * auth}.
     *
     * @throws IllegalArgumentException if it cannot be read or made, or others can read it
     */
    public static Cookie fromHome(Path home) {
        return fromHome(home, home.resolve(".config"));
    }

    /** As {@link #fromHome(Path)}, with another folder for configurations: {@code XDG_CONFIG_HOME}. */
    public static Cookie fromHome(Path home, Path configurations) {
        Path file = home.resolve(FILE);
        Path other = configurations.resolve("erlang").resolve(FILE);
        try {
            if (Files.notExists(file)) {
                if (Files.exists(other)) {
                    return read(other);
                }
                create(file);
            }
            return read(file);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read or make the cookie file " + file + ": " + reason(e), e);
        }
    }

    private static Cookie read(Path file) throws IOException {
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
            if (mode.stream()
                    .anyMatch(p -> p != PosixFilePermission.OWNER_READ
                            && p != PosixFilePermission.OWNER_WRITE
                            && p != PosixFilePermission.OWNER_EXECUTE)) {
                throw new IllegalArgumentException("cookie file " + file + " must be accessible by its owner only, is "
                        + PosixFilePermissions.toString(mode) + "\n   → chmod 400 " + file);
            }
        }
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        return new Cookie(LINE_END.matcher(text).replaceFirst(""), file.toString());
    }

    private static void create(Path file) throws IOException {
        StringBuilder letters = new StringBuilder(LENGTH);
        new SecureRandom().ints(LENGTH, 'A', 'Z' + 1).forEach(letters::appendCodePoint);
        Path made = Files.createTempFile(file.toAbsolutePath().getParent(), ".erlang.cookie", ".new");
        try {
            Files.writeString(made, letters, StandardCharsets.ISO_8859_1);
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("r--------"));
            Files.createLink(file, made); // unlike a move it never replaces the one that another node just made
        } catch (FileAlreadyExistsException another) {
            // that one is used
        } finally {
            Files.deleteIfExists(made);
        }
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }

    /** The secret itself, a byte a character: for whoever has to prove it. Never to be shown. */
    public byte[] bytes() {
        return value.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Where it is from: a file, or the command line or program. */
    public String source() {
        return source;
    }

    /** The first 4 hex digits of a hash: two people can compare them without giving the cookie away. */
    public String fingerprint() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes());
            return "#" + HexFormat.of().formatHex(digest, 0, 2);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** Fingerprint and source, for messages. */
    @Override
    public String toString() {
        return fingerprint() + " from " + source;
    }
}
