package io.chengdan.sales.demo;

/** Unified social credit codes with right check digits (GB 32100-2015, GB 11714-1997). */
final class CreditCode {

    private static final String DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    private static final int[] CODE_WEIGHTS = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
    private static final int[] ORGANISATION_WEIGHTS = {3, 7, 9, 10, 5, 8, 4, 2};

    private CreditCode() {}

    /** The code of an enterprise registered in the region of the six-digit code. */
    static String of(String region, Dice dice) {
        var organisation = new StringBuilder("MA");
        while (organisation.length() < ORGANISATION_WEIGHTS.length) {
            organisation.append(DIGITS.charAt(dice.below(DIGITS.length())));
        }
        var code = "91" + region + organisation + organisationCheck(organisation);
        return code + check(code);
    }

    private static char organisationCheck(CharSequence organisation) {
        int sum = 0;
        for (int i = 0; i < ORGANISATION_WEIGHTS.length; i++) {
            sum += Character.digit(organisation.charAt(i), 36) * ORGANISATION_WEIGHTS[i];
        }
        int check = 11 - sum % 11;
        return check == 10 ? 'X' : check == 11 ? '0' : (char) ('0' + check);
    }

    private static char check(String code) {
        int sum = 0;
        for (int i = 0; i < CODE_WEIGHTS.length; i++) {
            sum += DIGITS.indexOf(code.charAt(i)) * CODE_WEIGHTS[i];
        }
        return DIGITS.charAt((31 - sum % 31) % 31);
    }
}
