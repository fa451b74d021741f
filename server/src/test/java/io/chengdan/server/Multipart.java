package io.chengdan.server;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** The body of a form with files. */
public final class Multipart {

    private final String boundary = UUID.randomUUID().toString();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    public Multipart field(String name, String value) {
        return part("name=\"" + name + "\"", "", value.getBytes(StandardCharsets.UTF_8));
    }

    public Multipart file(String name, byte[] content) {
        return part("name=\"file\"; filename=\"" + name + "\"", "Content-Type: application/octet-stream\r\n", content);
    }

    public Client.Answer post(Client client, String path) {
        text("--" + boundary + "--\r\n");
        return client.post(path, body.toByteArray(), "multipart/form-data; boundary=" + boundary);
    }

    private Multipart part(String disposition, String type, byte[] content) {
        text("--" + boundary + "\r\nContent-Disposition: form-data; " + disposition + "\r\n" + type + "\r\n");
        body.writeBytes(content);
        text("\r\n");
        return this;
    }

    private void text(String text) {
        body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
