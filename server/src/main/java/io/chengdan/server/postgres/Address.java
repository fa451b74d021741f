package io.chengdan.server.postgres;

/** Where the database is and how its two roles get in. */
public record Address(String url, String publisherPassword, String runtimePassword) {

    @Override
    public String toString() {
        return url;
    }
}
