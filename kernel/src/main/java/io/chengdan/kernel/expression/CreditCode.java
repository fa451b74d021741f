package io.chengdan.kernel.expression;

/** The check character of a Chinese unified social credit code (GB 32100-2015), which finds most slips of the pen. */
final class CreditCode {

    /** Without I, O, S, V and Z, which are taken for digits and other letters. */
    private static final String CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    private static final int LENGTH = 18;

    private CreditCode() {}

    /** Whether the text is a code of 18 characters, in capitals, that fits its check character. */
    static boolean holds(String code) {
        if (code.length() != LENGTH) {
            return false;
        }
        int sum = 0;
        int weight = 1;
        for (int i = 0; i < LENGTH; i++) {
            int value = CHARACTERS.indexOf(code.charAt(i));
            if (value < 0) {
                return false;
            }
            // the check character, the last, makes the weighted sum whole
            sum += i == LENGTH - 1 ? value : value * weight;
            weight = weight * 3 % CHARACTERS.length();
        }
        return sum % CHARACTERS.length() == 0;
    }
}
