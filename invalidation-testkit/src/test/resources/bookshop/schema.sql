create table books (id uuid primary key, title text not null);
create table authors (id bigint primary key, name text not null);
create table book_authors (
    book_id   uuid   not null references books (id),
    author_id bigint not null references authors (id),
    primary key (book_id, author_id)
);
create table prices (book_id uuid primary key references books (id), amount numeric(10, 2) not null);
