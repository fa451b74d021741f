package io.chengdan.kernel.identity;

import io.chengdan.kernel.definition.Text;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;

/** Hashes passwords with Argon2id and says which are too weak. Thread-safe. */
public final class Passwords {

    static final int SHORTEST = 10;
    static final int LONGEST = 200;

    /** What attackers try first and is long enough to pass the rule on length. */
    private static final Set<String> COMMON = Set.of(
            "1234567890",
            "0123456789",
            "12345678910",
            "123456789a",
            "123456789abc",
            "1234567890a",
            "1qaz2wsx3edc",
            "1q2w3e4r5t",
            "1q2w3e4r5t6y",
            "a123456789",
            "abc1234567",
            "abc123456789",
            "abcd123456",
            "aa123456789",
            "admin12345",
            "admin123456",
            "administrator",
            "chengdan123",
            "chengdan1234",
            "iloveyou123",
            "password10",
            "password12",
            "password123",
            "password1234",
            "passw0rd123",
            "p@ssw0rd123",
            "qwerty1234",
            "qwerty12345",
            "qwerty123456",
            "qwertyuiop",
            "q1w2e3r4t5",
            "welcome123",
            "woaini1314",
            "woaini1314520",
            "wang123456",
            "zxcvbnm123");

    /** Without 0, O, 1, l and I, which people mistake when they type a password from paper. */
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Argon2PasswordEncoder argon2 = Argon2PasswordEncoder.defaultsForSpringSecurity_v5_8();

    /** The hash of nobody's password: checking against it takes as long as checking a real one. */
    private final String decoy = hash(generate());

    String hash(String password) {
        var hash = argon2.encode(password);
        if (hash == null) {
            throw new IllegalStateException("no hash");
        }
        return hash;
    }

    /** Whether the password fits; takes the same time where there is no hash to fit. */
    boolean matches(String password, Optional<String> hash) {
        var fits = argon2.matches(password, hash.filter(h -> !h.isEmpty()).orElse(decoy));
        return fits && hash.isPresent();
    }

    /** Why this password is refused; empty when it is good enough. */
    static Optional<Text> weakness(String password, String login) {
        if (password.codePointCount(0, password.length()) < SHORTEST) {
            return Optional.of(
                    new Text("密码至少 " + SHORTEST + " 个字符。", "A password has at least " + SHORTEST + " characters."));
        }
        if (password.length() > LONGEST) {
            return Optional.of(
                    new Text("密码最多 " + LONGEST + " 个字符。", "A password has at most " + LONGEST + " characters."));
        }
        var plain = password.toLowerCase(Locale.ROOT);
        if (plain.equals(login.toLowerCase(Locale.ROOT))) {
            return Optional.of(new Text("密码不能与登录名相同。", "The password must differ from the log-in."));
        }
        if (COMMON.contains(plain) || plain.chars().distinct().count() < 4) {
            return Optional.of(new Text("这个密码太常见，请换一个。", "This password is too common; choose another one."));
        }
        return Optional.empty();
    }

    /** A random password of 16 letters and digits. */
    public static String generate() {
        var password = new StringBuilder();
        for (int i = 0; i < 16; i++) {
            password.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return password.toString();
    }
}
