package io.chengdan.sales.demo;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where customers are: real counties of a sales region's provinces, the industrial ones more often. */
final class Places {

    /** A county. {@code town} is the short name that companies put before theirs. */
    record Place(String code, String province, String city, String county, String town) {}

    private static final Map<String, Integer> WEIGHTS = Map.ofEntries(
            Map.entry("32", 10),
            Map.entry("44", 10),
            Map.entry("33", 9),
            Map.entry("37", 8),
            Map.entry("31", 5),
            Map.entry("34", 4),
            Map.entry("35", 4),
            Map.entry("42", 4),
            Map.entry("43", 3),
            Map.entry("13", 4),
            Map.entry("41", 5),
            Map.entry("21", 4),
            Map.entry("50", 5),
            Map.entry("51", 6),
            Map.entry("61", 5),
            Map.entry("11", 3),
            Map.entry("12", 3));

    private final Dice dice;
    private final Map<String, List<Place>> byProvince = new HashMap<>();

    Places(Dice dice) {
        this.dice = dice;
        var provinces = new HashMap<String, String>();
        Csv.rows("/regions/provinces.csv").forEach(row -> provinces.put(row.get(0), row.get(1)));
        var cities = new HashMap<String, String>();
        Csv.rows("/regions/cities.csv").forEach(row -> cities.put(row.get(0), row.get(1)));
        for (var row : Csv.rows("/regions/areas.csv")) {
            var province = provinces.getOrDefault(row.get(3), "");
            var city = cities.getOrDefault(row.get(2), "");
            // Cities proper: an autonomous prefecture's short name is not to be had by cutting letters off.
            if (city.endsWith("市") || city.equals("市辖区")) {
                byProvince
                        .computeIfAbsent(row.get(3), _ -> new java.util.ArrayList<>())
                        .add(place(row.get(0), province, city, row.get(1)));
            }
        }
    }

    Place in(List<String> provinces) {
        var known = provinces.stream().filter(byProvince::containsKey).toList();
        var province = dice.pick(
                known, known.stream().map(code -> WEIGHTS.getOrDefault(code, 1)).toList());
        return dice.pick(byProvince.getOrDefault(province, List.of()));
    }

    private static Place place(String code, String province, String city, String county) {
        boolean municipality = city.equals("市辖区");
        var full = municipality ? province : city;
        return new Place(code, province, full, county, full.substring(0, full.length() - 1));
    }
}
