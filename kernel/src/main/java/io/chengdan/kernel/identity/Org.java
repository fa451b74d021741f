package io.chengdan.kernel.identity;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The department tree and who belongs where, as of one version. Immutable. */
public final class Org {

    /** Somebody and their home department. */
    public record Member(UUID id, String name, UUID departmentId) {}

    private final long version;
    private final Map<UUID, Department> departments = new LinkedHashMap<>();
    private final Map<String, Department> byKey = new HashMap<>();
    private final Map<UUID, List<UUID>> children = new HashMap<>();
    private final Map<UUID, Member> members = new HashMap<>();

    public Org(long version, List<Department> departments, List<Member> members) {
        this.version = version;
        for (var department : departments) {
            this.departments.put(department.id(), department);
            byKey.put(department.key(), department);
            department
                    .parent()
                    .ifPresent(parent -> children.computeIfAbsent(parent, _ -> new ArrayList<>())
                            .add(department.id()));
        }
        for (var member : members) {
            this.members.put(member.id(), member);
        }
    }

    public long version() {
        return version;
    }

    /** All departments by key's order. */
    public List<Department> departments() {
        return List.copyOf(departments.values());
    }

    public Optional<Department> find(UUID department) {
        return Optional.ofNullable(departments.get(department));
    }

    public Optional<Department> byKey(String key) {
        return Optional.ofNullable(byKey.get(key));
    }

    public Optional<Member> member(UUID person) {
        return Optional.ofNullable(members.get(person));
    }

    /** The department and all below it; empty for one that is not there. */
    public Set<UUID> subtree(UUID department) {
        var found = new LinkedHashSet<UUID>();
        var open = new ArrayDeque<UUID>();
        if (departments.containsKey(department)) {
            open.add(department);
        }
        while (!open.isEmpty()) {
            var next = open.remove();
            if (found.add(next)) {
                open.addAll(children.getOrDefault(next, List.of()));
            }
        }
        return found;
    }

    /** Everybody whose home is the department with this key or one below it, those who left included. */
    public Set<UUID> membersOf(String departmentKey) {
        var inside = byKey(departmentKey).map(top -> subtree(top.id())).orElse(Set.of());
        var found = new LinkedHashSet<UUID>();
        for (var member : members.values()) {
            if (inside.contains(member.departmentId())) {
                found.add(member.id());
            }
        }
        return found;
    }

    public boolean inDepartment(UUID person, String departmentKey) {
        return member(person)
                .map(member -> byKey(departmentKey)
                        .map(top -> subtree(top.id()).contains(member.departmentId()))
                        .orElse(false))
                .orElse(false);
    }

    /** The head of the home department; for the head, the next head up (sales-app.md A0). */
    public Optional<UUID> supervisorOf(UUID person) {
        return member(person)
                .flatMap(member -> up(member.departmentId()).stream()
                        .flatMap(department -> department.head().stream())
                        .filter(head -> !head.equals(person))
                        .findFirst());
    }

    /** Whether the person heads the department or one above it. */
    public boolean leads(UUID person, UUID department) {
        return up(department).stream()
                .anyMatch(above -> above.head().filter(person::equals).isPresent());
    }

    /** The executive of the home department, else of the nearest above that has one. */
    public Optional<UUID> executiveOf(UUID person) {
        return member(person)
                .flatMap(member -> up(member.departmentId()).stream()
                        .flatMap(department -> department.executive().stream())
                        .findFirst());
    }

    /** The department and those above it, nearest first. */
    private List<Department> up(UUID department) {
        var way = new ArrayList<Department>();
        var next = find(department);
        while (next.isPresent() && !way.contains(next.get())) {
            way.add(next.get());
            next = next.get().parent().flatMap(this::find);
        }
        return way;
    }
}
