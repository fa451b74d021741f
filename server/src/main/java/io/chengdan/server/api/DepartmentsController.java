package io.chengdan.server.api;

import io.chengdan.kernel.definition.Ids;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.identity.Caller;
import io.chengdan.kernel.identity.Department;
import io.chengdan.kernel.identity.Departments;
import io.chengdan.kernel.identity.Org;
import io.chengdan.kernel.problem.Problem;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The department tree: for everybody to read, for those who look after people to change. */
@RestController
@RequestMapping("/api/departments")
class DepartmentsController {

    private final Departments departments;
    private final AdminRights rights;
    private final Clock clock;

    DepartmentsController(Departments departments, AdminRights rights, Clock clock) {
        this.departments = departments;
        this.rights = rights;
        this.clock = clock;
    }

    /** A department; {@code kind} is {@code company}, {@code sales_region} or {@code function}. */
    record DepartmentView(
            UUID id,
            String key,
            String name,
            String kind,
            @Nullable UUID parent,
            @Nullable Titled head,
            @Nullable Titled executive) {}

    record DepartmentList(List<DepartmentView> items) {}

    @GetMapping
    DepartmentList list(Caller caller) {
        var org = departments.org();
        return new DepartmentList(org.departments().stream()
                .map(department -> view(org, department))
                .toList());
    }

    record DepartmentContent(
            @Nullable UUID id,
            String key,
            String name,
            String kind,
            @Nullable UUID parent,
            @Nullable UUID head,
            @Nullable UUID executive) {

        Department as(UUID id) {
            return new Department(
                    id,
                    key,
                    name,
                    kindOf(kind),
                    Optional.ofNullable(parent),
                    Optional.ofNullable(head),
                    Optional.ofNullable(executive));
        }
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    DepartmentView create(Caller caller, @RequestBody DepartmentContent content) {
        rights.require(caller, "people");
        var id = Optional.ofNullable(content.id()).orElseGet(() -> Ids.next(clock.instant()));
        var department = departments.create(caller, content.as(id));
        return view(departments.org(), department);
    }

    /** Replaces all of the department; an absent head, executive or parent is removed. */
    @PutMapping("/{id}")
    DepartmentView change(Caller caller, @PathVariable UUID id, @RequestBody DepartmentContent content) {
        rights.require(caller, "people");
        var department = departments.change(caller, content.as(id));
        return view(departments.org(), department);
    }

    private static Department.Kind kindOf(String key) {
        return Arrays.stream(Department.Kind.values())
                .filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(key))
                .findFirst()
                .orElseThrow(() -> new Problem.Invalid(List.of(new Problem.Fault(
                        "kind",
                        "bad_value",
                        new Text(
                                "类型是 company、sales_region 或 function。",
                                "The kind is company, sales_region or function.")))));
    }

    private static DepartmentView view(Org org, Department department) {
        return new DepartmentView(
                department.id(),
                department.key(),
                department.name(),
                department.kind().name().toLowerCase(Locale.ROOT),
                department.parent().orElse(null),
                titled(org, department.head()),
                titled(org, department.executive()));
    }

    private static @Nullable Titled titled(Org org, Optional<UUID> person) {
        return person.flatMap(org::member)
                .map(member -> new Titled(member.id(), member.name()))
                .orElse(null);
    }
}
