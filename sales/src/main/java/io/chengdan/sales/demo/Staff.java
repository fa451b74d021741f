package io.chengdan.sales.demo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The demo company's departments and people (A0 of the design). */
final class Staff {

    private record SalesRegion(String key, String name, int reps, List<String> provinces) {}

    private static final List<SalesRegion> REGIONS = List.of(
            new SalesRegion("east", "华东一区", 11, List.of("32", "34")),
            new SalesRegion("east2", "华东二区", 10, List.of("31", "33", "37")),
            new SalesRegion("south", "华南区", 9, List.of("35", "36", "42", "43", "44", "45", "46")),
            new SalesRegion("north", "华北区", 8, List.of("11", "12", "13", "14", "15", "21", "22", "23", "41")),
            new SalesRegion("west", "西部区", 8, List.of("50", "51", "52", "53", "54", "61", "62", "63", "64", "65")));

    private final Dice dice;
    private final Instant founded;
    private final PersonNames names;
    private final List<DemoDepartment> departments = new ArrayList<>();
    private final List<DemoPerson> people = new ArrayList<>();
    private final Map<String, DemoPerson> byLogin;

    Staff(Dice dice, Instant founded) {
        this.dice = dice;
        this.founded = founded;
        this.names = new PersonNames(dice, "陈晓东", "王建民", "刘志远");
        buildDepartments();
        buildPeople();
        this.byLogin = people.stream().collect(Collectors.toMap(DemoPerson::login, Function.identity()));
    }

    List<DemoDepartment> departments() {
        return List.copyOf(departments);
    }

    List<DemoPerson> people() {
        return List.copyOf(people);
    }

    /** Sales people, region by region, without the managers. */
    List<DemoPerson> reps() {
        return people.stream()
                .filter(person -> person.roles().contains("sales_rep"))
                .toList();
    }

    DemoPerson person(String login) {
        var person = byLogin.get(login);
        if (person == null) {
            throw new IllegalArgumentException("nobody logs in as " + login);
        }
        return person;
    }

    UUID id(String login) {
        return person(login).id();
    }

    DemoPerson managerOf(DemoPerson rep) {
        return person("manager." + rep.department());
    }

    List<String> provincesOf(DemoPerson rep) {
        return departments.stream()
                .filter(department -> department.key().equals(rep.department()))
                .findFirst()
                .orElseThrow()
                .provinces();
    }

    private void buildDepartments() {
        department("company", "成单装备股份有限公司", "company", "", "executive", "");
        department("management", "总经办", "function", "company", "executive", "");
        department("sales_center", "销售中心", "function", "company", "director", "executive");
        for (var region : REGIONS) {
            departments.add(new DemoDepartment(
                    dice.id(founded),
                    region.key(),
                    region.name(),
                    "sales_region",
                    Optional.of("sales_center"),
                    "manager." + region.key(),
                    Optional.empty(),
                    region.provinces()));
        }
        department("marketing", "市场部", "function", "company", "marketing", "executive");
        department("tech_center", "技术中心", "function", "company", "techdirector", "executive");
        department("production", "生产部", "function", "company", "production", "executive");
        department("after_sales", "售后服务部", "function", "company", "aftersales", "executive");
        department("finance", "财务部", "function", "company", "finance", "executive");
        department("it", "信息部", "function", "company", "admin", "executive");
    }

    private void department(String key, String name, String kind, String parent, String head, String executive) {
        departments.add(new DemoDepartment(
                dice.id(founded), key, name, kind, given(parent), head, given(executive), List.of()));
    }

    private static Optional<String> given(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private void buildPeople() {
        person("executive", names.unused(), "management", "executive");
        person("director", names.unused(), "sales_center", "sales_director");
        for (var region : REGIONS) {
            var manager = region.key().equals("east") ? "王建民" : names.unused();
            person("manager." + region.key(), manager, region.key(), "regional_manager");
            for (int n = 1; n <= region.reps(); n++) {
                var rep = region.key().equals("east") && n == 1 ? "陈晓东" : names.unused();
                person("rep." + region.key() + "." + n, rep, region.key(), "sales_rep");
            }
        }
        person("marketing", names.unused(), "marketing", "marketing");
        person("techdirector", names.unused(), "tech_center", "technical_director");
        person("engineer", "刘志远", "tech_center", "technical_engineer");
        person("production", names.unused(), "production", "production");
        person("aftersales", names.unused(), "after_sales", "after_sales");
        person("finance", names.unused(), "finance", "finance");
        person("analyst", names.unused(), "it", "process_admin");
        person("admin", names.unused(), "it", "process_admin", "system_admin");
    }

    private void person(String login, String name, String department, String... roles) {
        people.add(new DemoPerson(dice.id(founded), login, name, department, List.of(roles)));
    }
}
