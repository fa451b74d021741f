package io.chengdan.server.security;

import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.identity.Caller;
import io.chengdan.kernel.identity.Tokens;
import io.chengdan.kernel.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.context.NullSecurityContextRepository;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** The door: everything under /api needs a log-in but the log-in itself; the client's files are open to all. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    /** Styles may stand on elements, because the headless components place their menus that way; scripts may not. */
    private static final String CONTENT_POLICY =
            "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
                    + "img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; connect-src 'self'; "
                    + "worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /** What somebody with an initial password may do before choosing their own. */
    private static final Set<String> BEFORE_OWN_PASSWORD =
            Set.of("GET /api/me", "POST /api/me/password", "DELETE /api/session");

    /** What is no mere reading by its method and yet changes no record. */
    private static final Set<String> VIEWING =
            Set.of("POST /api/query", "DELETE /api/session/view", "DELETE /api/session");

    @Bean
    SecurityFilterChain security(
            HttpSecurity http,
            SessionCookie sessions,
            Tokens tokens,
            ProblemWriter problems,
            @Qualifier("handlerExceptionResolver") HandlerExceptionResolver failures) {
        return http.securityContext(context -> context.securityContextRepository(new NullSecurityContextRepository()))
                .addFilterBefore(new CallerFilter(sessions, tokens, failures), CsrfFilter.class)
                .csrf(csrf -> csrf.spa().ignoringRequestMatchers(CallerFilter::hasToken))
                .authorizeHttpRequests(requests -> requests.requestMatchers("/api/session")
                        .access((_, context) -> new AuthorizationDecision(
                                "POST".equals(context.getRequest().getMethod()) || allowed(context.getRequest())))
                        .requestMatchers("/api/**", "/v3/**", "/swagger-ui/**")
                        .access((_, context) -> new AuthorizationDecision(allowed(context.getRequest())))
                        .anyRequest()
                        .permitAll())
                .exceptionHandling(handling -> handling.accessDeniedHandler(refusal(problems))
                        .authenticationEntryPoint(
                                (request, response, _) -> problems.write(request, response, notLoggedIn())))
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_POLICY))
                        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN))
                        .frameOptions(frame -> frame.deny())
                        .permissionsPolicyHeader(permissions ->
                                permissions.policy("camera=(self), microphone=(self), geolocation=(self)")))
                .sessionManagement(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .build();
    }

    private static boolean allowed(HttpServletRequest request) {
        return Callers.present()
                .map(caller -> caller.viewer().isPresent()
                        ? mayBeViewed(request)
                        : !mustChangePassword(caller)
                                || BEFORE_OWN_PASSWORD.contains(request.getMethod() + " " + Path.of(request)))
                .orElse(false);
    }

    /** Who looks through somebody's eyes reads records and nothing that is the person's own, and changes nothing. */
    private static boolean mayBeViewed(HttpServletRequest request) {
        var path = Path.of(request);
        return VIEWING.contains(request.getMethod() + " " + path)
                || ("GET".equals(request.getMethod())
                        && !path.startsWith("/api/me/")
                        && !path.startsWith("/api/exports/"));
    }

    private static boolean mustChangePassword(Caller caller) {
        return caller.via() == Caller.Via.SESSION
                && caller.viewer().isEmpty()
                && caller.person().mustChangePassword();
    }

    private static AccessDeniedHandler refusal(ProblemWriter problems) {
        return (request, response, exception) -> {
            var caller = Callers.present();
            if (caller.isEmpty()) {
                problems.write(request, response, notLoggedIn());
            } else if (exception instanceof CsrfException) {
                problems.write(request, response, withoutXsrf());
            } else if (caller.get().viewer().isPresent()) {
                problems.write(request, response, viewOnly());
            } else if (mustChangePassword(caller.get())) {
                problems.write(request, response, initialPassword());
            } else {
                problems.write(request, response, forbidden());
            }
        };
    }

    private static Problem notLoggedIn() {
        return new Problem.Unauthenticated("not_logged_in", new Text("请先登录。", "Log in first."));
    }

    private static Problem withoutXsrf() {
        return new Problem.Forbidden(
                "xsrf",
                new Text(
                        "请求缺少 X-XSRF-TOKEN。请把 XSRF-TOKEN Cookie 的值放在这个请求头里。",
                        "The header X-XSRF-TOKEN is missing. Send the value of the cookie XSRF-TOKEN in it."));
    }

    private static Problem initialPassword() {
        return new Problem.Forbidden(
                "password_change_required", new Text("请先修改初始密码。", "Change your initial password first."));
    }

    private static Problem viewOnly() {
        return new Problem.Forbidden(
                "view_only",
                new Text(
                        "你正在以别人的身份查看，只能看，不能改。要修改请先退出查看。",
                        "You are looking through somebody else's eyes and can change nothing. Stop viewing first."));
    }

    private static Problem forbidden() {
        return new Problem.Forbidden("forbidden", new Text("你没有这个权限。", "You may not do this."));
    }
}
