package io.chengdan.sales.demo;

import static io.chengdan.sales.demo.Calendar.days;

import io.chengdan.sales.demo.Deal.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The histories of six hundred opportunities: at the old pace those that ended before the change, at the new pace the others.
 */
final class Timelines {

    private static final int WON = 176;
    private static final int LOST = 250;
    private static final int OPEN = 150;
    private static final int SERVICE_WON = 14;
    private static final int SERVICE_LOST = 4;
    private static final int SERVICE_OPEN = 6;
    /** Of what has ended, this share ended before the change. */
    private static final double ENDED_BEFORE = 0.6;

    private static final int CONFIRMATION = Deal.MACHINE_STAGES.indexOf("solution_confirmed");
    private static final List<Integer> LOST_IN = List.of(10, 18, 20, 20, 12, 15, 5);

    /** How long things take: days from first contact to signature, of which for the confirmation; weights of the rest. */
    private static final class Pace {

        private final Spread cycle;
        private final Spread confirmation;
        private final double[] weights;

        Pace(double cycle, double confirmation, double... weights) {
            this.cycle = new Spread(cycle, 0.3, Math.sqrt(5));
            this.confirmation = new Spread(confirmation, 0.45, Math.sqrt(2));
            this.weights = weights;
        }

        /** Days in each of the seven stages. */
        double[] stages(Dice dice, boolean confirmed) {
            double total = cycle.next();
            // Only deals that come to the confirmation use up the spread, so that its median is theirs.
            double confirm = confirmed ? Math.min(confirmation.next(), total / 2) : weights[CONFIRMATION];
            var out = new double[weights.length];
            double sum = 0;
            for (int i = 0; i < out.length; i++) {
                out[i] = i == CONFIRMATION ? 0 : weights[i] * Math.exp(dice.between(-0.5, 0.5));
                sum += out[i];
            }
            for (int i = 0; i < out.length; i++) {
                out[i] = i == CONFIRMATION ? confirm : out[i] * (total - confirm) / sum;
            }
            return out;
        }
    }

    private final Dice dice;
    private final Calendar calendar;
    private final Pace oldPace = new Pace(89, 14, 12, 10, 19, 14, 8, 17, 9);
    private final Pace newPace = newPace();
    /** Apart from the pace of what has ended: those cut off by now would pull its medians down. */
    private final Pace openPace = newPace();

    Timelines(Dice dice, Calendar calendar) {
        this.dice = dice;
        this.calendar = calendar;
    }

    private static Pace newPace() {
        return new Pace(67, 8.2, 10, 7, 15, 8.2, 5, 14, 8);
    }

    /** All deals, the oldest first. */
    List<Deal> deals() {
        var deals = new ArrayList<Deal>();
        for (int i = 0; i < WON; i++) {
            deals.add(ended(Outcome.WON, i < WON * ENDED_BEFORE));
        }
        for (int i = 0; i < LOST; i++) {
            deals.add(ended(Outcome.LOST, i < LOST * ENDED_BEFORE));
        }
        for (int i = 0; i < OPEN; i++) {
            deals.add(open());
        }
        for (int i = 0; i < SERVICE_WON + SERVICE_LOST + SERVICE_OPEN; i++) {
            deals.add(service(
                    i < SERVICE_WON ? Outcome.WON : i < SERVICE_WON + SERVICE_LOST ? Outcome.LOST : Outcome.OPEN));
        }
        deals.sort(Comparator.comparing(Deal::created).thenComparing(Deal::id));
        return deals;
    }

    private Deal ended(Outcome outcome, boolean before) {
        int last = outcome == Outcome.WON ? Deal.MACHINE_STAGES.size() - 1 : lostIn();
        var stages = (before ? oldPace : newPace).stages(dice, last > CONFIRMATION);
        if (outcome == Outcome.LOST) {
            stages[last] *= dice.between(0.8, 2.0);
        }
        double total = 0;
        for (int i = 0; i <= last; i++) {
            total += stages[i];
        }
        var earliest = before ? calendar.start().plus(days(total)) : calendar.change();
        var latest = before ? calendar.change().minus(days(2)) : calendar.now().minus(days(0.1));
        var end = calendar.working(dice.within(earliest, latest));
        return deal("machine", Deal.MACHINE_STAGES, stages, last, end.minus(days(total)), outcome, end);
    }

    private int lostIn() {
        var places = List.of(0, 1, 2, 3, 4, 5, 6);
        return dice.pick(places, LOST_IN);
    }

    /** An open deal stands somewhere on its way; a quarter of them are stuck where they stand. */
    private Deal open() {
        var stages = openPace.stages(dice, true);
        double total = 0;
        for (double stage : stages) {
            total += stage;
        }
        double gone = dice.between(0.01, 0.99) * total;
        int stage = 0;
        double before = 0;
        while (before + stages[stage] < gone) {
            before += stages[stage++];
        }
        double inStage = (gone - before) * (dice.chance(0.25) ? dice.between(1.5, 4) : 1);
        var created = calendar.now().minus(days(before + inStage));
        return deal("machine", Deal.MACHINE_STAGES, stages, stage, created, Outcome.OPEN, calendar.now());
    }

    private Deal service(Outcome outcome) {
        double[] stages = {dice.between(1, 5.0), dice.between(0.5, 3), dice.between(2, 8.0)};
        int last = outcome == Outcome.WON ? 2 : dice.below(3);
        var type = dice.chance(0.6) ? "spare_parts" : "service";
        if (outcome == Outcome.OPEN) {
            double gone = stages[last] * 0.6;
            for (int i = 0; i < last; i++) {
                gone += stages[i];
            }
            var created = calendar.now().minus(days(gone));
            return deal(type, Deal.SERVICE_STAGES, stages, last, created, outcome, calendar.now());
        }
        var end = calendar.working(dice.within(calendar.start().plus(Duration.ofDays(20)), calendar.now()));
        double total = stages[0] + stages[1] + stages[2];
        return deal(type, Deal.SERVICE_STAGES, stages, last, end.minus(days(total)), outcome, end);
    }

    private Deal deal(
            String type, List<String> path, double[] stages, int last, Instant created, Outcome outcome, Instant end) {
        var entered = new LinkedHashMap<String, Instant>();
        var at = created;
        var before = Instant.EPOCH;
        for (int i = 0; i <= last; i++) {
            // Each move at working hours, and each at least an hour after the one before.
            before = Calendar.later(calendar.working(at), before.plus(Duration.ofHours(1)));
            entered.put(path.get(i), before);
            at = at.plus(days(stages[i]));
        }
        return new Deal(dice.id(entered.firstEntry().getValue()), type, entered, outcome, Calendar.later(end, before));
    }
}
