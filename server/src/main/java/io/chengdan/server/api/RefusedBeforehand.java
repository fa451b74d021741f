package io.chengdan.server.api;

import io.chengdan.kernel.definition.Text;
import io.chengdan.server.security.Callers;
import io.chengdan.server.security.ProblemBody;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers for requests that fail before they reach a controller, such as an address no firewall lets through. */
@RestController
@Hidden
class RefusedBeforehand implements ErrorController {

    @RequestMapping("/error")
    ResponseEntity<ProblemBody> refuse(HttpServletRequest request) {
        int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code ? code : 404;
        var text = status < 500
                ? new Text("请求有误。", "The request is malformed.")
                : new Text("服务器出错，已记录。", "Something went wrong and was logged.");
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(ProblemBody.plain(
                        status, status < 500 ? "malformed" : "internal", text, Callers.language(request)));
    }
}
