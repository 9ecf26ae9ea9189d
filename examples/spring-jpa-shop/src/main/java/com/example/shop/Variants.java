package com.example.shop;

import org.springframework.data.jpa.repository.JpaRepository;

interface Variants extends JpaRepository<Variant, Long> {}
